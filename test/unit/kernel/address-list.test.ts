import { expect, it } from '@jest/globals';
import { addressList } from '../../../shared/kernel/address-list.ts';

it('knows the addresses and networks that are listed, and no other', () => {
  const isKnown = addressList(['196.201.214.200', '10.1.0.0/16']);
  expect(['196.201.214.200', '10.1.255.1'].map(isKnown)).toEqual([true, true]);
  expect(['196.201.214.201', '10.2.0.1', '::1', 'nobody', ''].some(isKnown)).toBe(false);
});
