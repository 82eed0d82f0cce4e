import { describe, expect, it } from '@jest/globals';
import { settingsAsFar } from '../../lib/stages.ts';

const faultsOf = (businessHours: object) =>
  settingsAsFar('dev', {
    region: 'eu-west-1',
    daraja: { environment: 'sandbox' },
    operations: { businessHours },
  }).faults;

describe('business hours', () => {
  it.each([
    [10, 11, 360, 'expected 60 from 10 to 11', 'begin at 3, 9, 15, 21'],
    [10, 17, 360, 'expected 60 or 120 or 180 or 240 from 10 to 17', 'begin at 3, 9, 15, 21'],
    [8, 14, 240, 'expected 60 or 120 or 180 from 8 to 14', 'begin at 3, 7, 11, 15, 19, 23'],
    [22, 24, 120, 'expected 60 from 22 to 24', 'begin at 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23'],
  ])('from %i to %i are refused if no quiet of %i minutes is ever seen in them', (...given) => {
    const [fromHour, toHour, quietMinutes, expected, begin] = given;
    const faults = faultsOf({ fromHour, toHour, quietMinutes });
    expect(faults).toEqual([
      `operations.businessHours.quietMinutes: ${expected} o'clock: periods of ${quietMinutes} minutes ${begin} o'clock (East Africa Time), and none lies within, got ${quietMinutes}`,
    ]);
  });

  it.each([
    [8, 18, 240],
    [8, 18, 360],
    [9, 15, 360],
    [3, 24, 360],
    [23, 24, 60],
  ])('from %i to %i hold a quiet of %i minutes', (fromHour, toHour, quietMinutes) => {
    expect(faultsOf({ fromHour, toHour, quietMinutes })).toEqual([]);
  });

  it('are refused once if they are in the wrong order', () => {
    expect(faultsOf({ fromHour: 18, toHour: 8 })).toEqual([
      'operations.businessHours.toHour: expected an hour after fromHour, got 8',
    ]);
  });
});
