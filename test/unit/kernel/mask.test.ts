import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { kenyanPhone } from '../../../shared/kernel/kenyan-phone.ts';
import { maskCheckoutRequestId, maskPhone, maskText } from '../../../shared/kernel/mask.ts';

describe('kenyanPhone', () => {
  it.each(['254700000111', '+254700000111', '0700000111', '700000111', '0700 000 111', '+254-700-000-111'])(
    'knows %s',
    (text) => expect(kenyanPhone(text)).toBe('254700000111'),
  );

  it('knows the newer 01 numbers', () => expect(kenyanPhone('0110000222')).toBe('254110000222'));

  it.each(['', '25470000011', '2547000001111', '254200000111', '600111', '25470****111', 'UJE4K7X2QA'])(
    'does not take %p for one',
    (text) => expect(kenyanPhone(text)).toBeUndefined(),
  );
});

describe('maskPhone', () => {
  it.each([
    ['254700000111', '2547****0111'],
    ['0700000111', '2547****0111'],
    ['+44 7911 123456', '+44 ****3456'],
    ['12345678', '****'],
    ['25470****149', '25470****149'],
  ])('shows %s as %s', (phone, masked) => expect(maskPhone(phone)).toBe(masked));
});

describe('maskCheckoutRequestId', () => {
  it('stars the nine digits of the phone number', () => {
    expect(maskCheckoutRequestId('ws_CO_14102026101530123700000111')).toBe(
      'ws_CO_14102026101530123*********',
    );
  });
});

describe('maskText', () => {
  it.each([
    ['254700000111 - AMINA FIXTURE', '2547****0111 - AMINA FIXTURE'],
    ['call +254 700 000 111 or 0110-000-222.', 'call 2547****0111 or 2541****0222.'],
    ['{"PhoneNumber":254700000111}', '{"PhoneNumber":2547****0111}'],
    ['push ws_CO_14102026101530123700000111 failed', 'push ws_CO_14102026101530123********* failed'],
  ])('masks what is personal in %j', (text, masked) => expect(maskText(text)).toBe(masked));

  it.each([
    '600111 - ACME',
    'UJE4K7X2QA',
    '20261014101552',
    'KES 1,700,000,111.00',
    '2026-10-14T08:03:05.000Z',
    '1790000000000',
  ])('leaves %j as it is', (text) => expect(maskText(text)).toBe(text));

  it('leaves no Kenyan number readable, whatever stands around it', () => {
    const number = fc.integer({ min: 700_000_000, max: 799_999_999 }).map(String);
    const prefix = fc.constantFrom('', '0', '254', '+254', '+254 ');
    const around = fc.constantFrom('', ' ', ' - ', ',', '"', '(', '\n');
    fc.assert(
      fc.property(around, prefix, number, around, (before, code, digits, after) => {
        expect(maskText(`${before}${code}${digits}${after}`)).not.toContain(digits);
      }),
    );
  });
});
