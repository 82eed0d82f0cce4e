import { describe, expect, it } from '@jest/globals';
import { discrepanciesMessage } from '../../../shared/alerts/discrepancy-messages.ts';
import type { SlackMessage } from '../../../shared/alerts/slack-message.ts';
import { unmatchedMessage } from '../../../shared/alerts/unmatched-messages.ts';
import { aDestination, aDiscrepancy, anUnmatchedReceipt } from '../../support/builders/a-fact.ts';

const to = aDestination({ channel: '#finance', mentions: '<!here>' });
const now = Date.UTC(2026, 10, 25, 9, 0, 30);
const fieldsOf = ({ attachments }: SlackMessage): Readonly<Record<string, string>> =>
  Object.fromEntries(attachments?.[0]?.fields.map(({ title, value }) => [title, value]) ?? []);

const issue = (severity: 'high' | 'medium' | 'low', message: string) => ({
  type: 'conflict',
  severity,
  message,
});

describe('discrepancies', () => {
  it('alone are told in full', () => {
    const message = discrepanciesMessage({ facts: [aDiscrepancy('INV-1')], now }, to);
    expect(message).toMatchObject({ channel: '#finance', attachments: [{ color: 'danger' }] });
    expect(message.text).toBe('🔎 *Discrepancy: payment INV-1*  <!here>');
    expect(fieldsOf(message)).toEqual({
      Payment: 'INV-1',
      Shortcode: '600111',
      Expected: 'KES 1,500.00',
      Received: 'KES 1,000.00',
      'M-Pesa Receipts': 'UJE6T1W9ZB',
      'What Is Wrong':
        'Serious: KES 1,500.00 was expected, KES 1,000.00 paid (UJE6T1W9ZB): KES 500.00 too little.',
    });
  });

  it('together are counted by severity, the worst first, and a few listed', () => {
    const facts = Array.from({ length: 12 }, (_, at) =>
      aDiscrepancy(`p-${at}`, { issues: [issue(at < 4 ? 'medium' : 'high', `Wrong, see ${at}.`)] }),
    );
    const message = discrepanciesMessage({ facts, now }, to);
    expect(message.text).toBe('🔎 *12 discrepancies in the last minute*  <!here>');
    const fields = fieldsOf(message);
    expect(Object.keys(fields)).toEqual(['Serious (8)', 'Medium (4)']);
    expect(fields['Medium (4)']).toBe(
      '• p-0: Wrong, see 0.\n• p-1: Wrong, see 1.\n• p-2: Wrong, see 2.\n• p-3: Wrong, see 3.',
    );
    expect(fields['Serious (8)']?.split('\n').at(-1)).toBe('… and 3 more');
  });

  it('say since when', () => {
    const facts = [aDiscrepancy('a'), aDiscrepancy('b')];
    const text = (at: number) => discrepanciesMessage({ facts, now: at }, to).text;
    expect(text(now + 11 * 60_000)).toContain('2 discrepancies in the last 12 minutes');
    expect(text(now + 5 * 3_600_000)).toContain('in the last 6 hours');
    expect(text(0)).toContain('in the last minute');
  });

  it('mask phones, and keep within what Slack takes', () => {
    const long = `0712345678 ${'<!channel> `x` '.repeat(400)}`;
    const issues = Array.from({ length: 9 }, () => issue('high', long));
    for (const facts of [
      [aDiscrepancy(long, { issues })],
      Array.from({ length: 500 }, (_, at) => aDiscrepancy(`${at} ${long}`, { issues })),
    ]) {
      const message = discrepanciesMessage({ facts, now }, to);
      expect(JSON.stringify({ ...message, text: '' })).not.toMatch(/712345678(?!\d)[^0-9]*[`<]|[<`]/);
      for (const value of Object.values(fieldsOf(message))) expect(value.length).toBeLessThanOrEqual(2_000);
    }
    const { attachments } = discrepanciesMessage({ facts: [aDiscrepancy('a', { issues })], now }, to);
    expect(JSON.stringify(attachments)).not.toContain('0712345678');
  });
});

describe('money without a payment', () => {
  it('alone is told in full', () => {
    const message = unmatchedMessage({ facts: [anUnmatchedReceipt()], now }, to);
    expect(message.text).toBe('❓ *Money without a payment: UJE6T1W9ZB*  <!here>');
    expect(fieldsOf(message)).toMatchObject({
      'M-Pesa Receipt': 'UJE6T1W9ZB',
      Amount: 'KES 1,500.00',
      Reference: 'INV-00418',
      Phone: '2547****0111',
      'Paid At': '2026-11-25 08:30 UTC',
    });
  });

  it('together is summed, and a few are listed', () => {
    const facts = Array.from({ length: 55 }, (_, at) => anUnmatchedReceipt(`R${at}`));
    const message = unmatchedMessage({ facts, now }, to);
    expect(message.text).toBe('❓ *55 receipts without a payment in the last minute*  <!here>');
    const { Receipts, Together, 'What Is Wrong': wrong } = fieldsOf(message);
    expect([Receipts, Together]).toEqual(['55', 'KES 82,500.00']);
    expect(wrong).toContain('• R0: KES 1,500.00 to 600111, reference INV-00418');
    expect(wrong?.split('\n').at(-1)).toBe('… and 50 more');
  });

  it('masks a phone given as reference', () => {
    const facts = [anUnmatchedReceipt('R1', { reference: '0712 345 678' })];
    expect(fieldsOf(unmatchedMessage({ facts, now }, to)).Reference).toBe('2547****5678');
  });
});
