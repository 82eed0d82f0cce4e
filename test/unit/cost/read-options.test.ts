import { expect, it } from '@jest/globals';
import { readOptions } from '../../../operate/cost/read-options.ts';

it.each([
  ['0', 0],
  ['1000000', 1_000_000],
  ['1,000,000', 1_000_000],
  ['10_000_000', 10_000_000],
])('%s callbacks are %i', (given, callbacks) => {
  expect(readOptions(['--callbacks', given])).toMatchObject({ callbacks, stage: 'dev', asJson: false });
});

it.each(['', '-1', '1.5', '1e6', 'many', '1,00', '99999999999'])('"%s" callbacks are refused', (given) => {
  expect(() => readOptions([`--callbacks=${given}`])).toThrow(
    /--callbacks: expected a whole number from 0 to 10000000000/,
  );
});

it('callbacks must be told', () => {
  expect(() => readOptions([])).toThrow(/--callbacks: .*got nothing/);
});
