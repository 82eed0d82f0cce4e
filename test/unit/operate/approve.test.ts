import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { approve } from '../../../operate/deploy/approve.ts';
import type { Loss } from '../../../operate/deploy/losses.ts';

const loss = (logicalId: string): Loss => ({
  stackName: 'salio-dev-data',
  logicalId,
  type: 'AWS::DynamoDB::Table',
  how: 'replaced',
  isKept: true,
  properties: ['KeySchema'],
});

/** A test has no terminal, as a pipeline has none. */
describe('a deployment that nobody sees', () => {
  beforeEach(() => {
    jest.spyOn(console, 'log').mockImplementation(() => undefined);
  });
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('goes on with --yes only', async () => {
    expect(await approve('dev', [], { yes: true, losses: [] })).toEqual({ ok: true });
    expect(await approve('dev', [], { yes: false, losses: [] })).toMatchObject({
      ok: false,
      message: expect.stringContaining('--yes'),
    });
  });

  it('is refused while one loss is not named, and says how to name it', async () => {
    const losses = [loss('Payments'), loss('Revenue')];
    expect(await approve('dev', losses, { yes: true, losses: ['Payments'] })).toEqual({
      ok: false,
      message: 'Nothing was deployed, since data would be lost. If that is meant: --allow-loss Revenue',
    });
    expect(await approve('dev', losses, { yes: true, losses: ['Payments', 'Revenue'] })).toEqual({
      ok: true,
    });
    expect(await approve('dev', losses, { yes: false, losses: ['Payments', 'Revenue'] })).toMatchObject({
      ok: false,
    });
  });

  it('is refused when it allows a loss that would not be, and told which would', async () => {
    const both = { yes: true, losses: ['Payments', 'Paymnets', 'x'] };
    expect(await approve('dev', [loss('Payments'), loss('Revenue')], both)).toEqual({
      ok: false,
      message: '--allow-loss: expected one of Payments, Revenue; got Paymnets, x. Nothing was deployed.',
    });
    expect(await approve('dev', [], { yes: true, losses: ['x'] })).toEqual({
      ok: false,
      message: '--allow-loss: expected none, since no data would be lost; got x. Nothing was deployed.',
    });
  });
});
