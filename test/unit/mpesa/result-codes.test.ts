import { describe, expect, it } from '@jest/globals';
import { explainApiCode, explainStkCode } from '../../../shared/mpesa/result-codes.ts';

describe('explainStkCode', () => {
  it.each([
    ['by-customer', ['1', '2', '3', '4', '8', '1031', '1032', '2001']],
    ['transient', ['17', '26', '1001', '1019', '1025', '1036', '1037', '9999']],
    ['configuration', ['2028', '8006', 'SFC_IC0003']],
    ['unknown', ['7', '', 'constructor', '__proto__']],
  ])('sorts into %s', (kind, codes) => {
    expect(codes.map((code) => explainStkCode(code).class)).toEqual(codes.map(() => kind));
  });
});

describe('explainApiCode', () => {
  it('means other things by the same number', () => {
    expect(explainApiCode('2001').class).toBe('configuration');
    expect(explainApiCode('17').reason).not.toBe(explainStkCode('17').reason);
    expect(explainApiCode('2032').class).toBe('not-found');
  });

  it.each([
    ['configuration', ['18', '20', '21', '22', '8006', '100000010']],
    ['transient', ['26', '100000001', '100000002', '100000011']],
  ])('sorts into %s', (kind, codes) => {
    expect(codes.map((code) => explainApiCode(code).class)).toEqual(codes.map(() => kind));
  });

  it('gives every reason as a sentence', () => {
    for (const code of ['1', '26', '2032', 'R000002'])
      expect(explainApiCode(code).reason).toMatch(/^[A-Z].*\.$/);
  });
});
