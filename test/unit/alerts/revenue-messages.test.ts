import { describe, expect, it } from '@jest/globals';
import { revenueFailedMessage, revenueMessage } from '../../../shared/alerts/revenue-messages.ts';
import type { RevenueReported } from '../../../shared/events/revenue-reported.ts';
import { aFailedReport, aRevenueReport, aRevenueWindow } from '../../support/builders/a-fact.ts';

const textOf = (given: Partial<RevenueReported['data']> = {}): string => {
  const { data } = aRevenueReport(given);
  return revenueMessage(data, data.slack).text;
};
const hours = (day: number, start: number) => ({
  startAt: Date.UTC(2025, 4, day, start),
  endAt: Date.UTC(2025, 4, day, start + 6),
});

const sample = `⚡ Power Transaction Revenue Report

📅 Period: Afternoon Period (12:01 PM - 5:59 PM)
🕐 Time: 12:00 - 17:59 UTC on 2025-05-29

━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━

💰 Total Revenue Generated:
₦45,750.00

📊 Total Transactions: 23

━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━

🏢 Revenue Breakdown by Utility:
• IKEDC: ₦25,500.00 (14 transactions)
• EKEDC: ₦12,750.00 (6 transactions)
• AEDC: ₦7,500.00 (3 transactions)`;

describe('a revenue report', () => {
  it('is what the channel has always read, to the letter', () => {
    expect(textOf()).toBe(sample);
    expect(revenueMessage(aRevenueReport().data, aRevenueReport().data.slack)).toEqual({ text: sample });
  });

  it('is headed as it is configured', () => {
    expect(textOf({ title: 'Water <Sales>' })).toMatch(/^⚡ Water &lt;Sales&gt;\n/);
    const { data } = aFailedReport();
    expect(revenueFailedMessage({ ...data, title: 'Water Sales' }, data.slack).text).toMatch(
      /^❌ Water Sales failed\n/,
    );
  });

  it('mentions amounts that came late and cannot be read, and no sum where none changed', () => {
    const late = [
      { ...hours(29, 6), totalMinor: 0, count: 0, unreadable: 2 },
      { ...hours(29, 0), totalMinor: 120_000, count: 2, unreadable: 1 },
    ];
    expect(textOf({ late }).split('\n').slice(-3)).toEqual([
      '⚠️ 2 amounts could not be read for 06:00 - 11:59',
      '↺ Late: +₦1,200.00 (2) for 00:00 - 05:59',
      '⚠️ 1 amount could not be read for 00:00 - 05:59',
    ]);
  });

  it.each([
    [0, 'Night Period (12:01 AM - 5:59 AM)', '00:00 - 05:59'],
    [6, 'Morning Period (6:01 AM - 11:59 AM)', '06:00 - 11:59'],
    [12, 'Afternoon Period (12:01 PM - 5:59 PM)', '12:00 - 17:59'],
    [18, 'Evening Period (6:01 PM - 11:59 PM)', '18:00 - 23:59'],
  ])('names the window from %i:00', (start, label, time) => {
    const text = textOf({ windows: [aRevenueWindow(hours(29, start))] });
    expect(text).toContain(`📅 Period: ${label}\n🕐 Time: ${time} UTC on 2025-05-29\n`);
  });

  it('says so when nothing was sold', () => {
    const text = textOf({ windows: [aRevenueWindow({ count: 0, totalMinor: 0, byUtility: [] })] });
    expect(text.split('\n').slice(0, 4)).toEqual(sample.split('\n').slice(0, 4));
    expect(text).toMatch(
      /📝 No new transactions yet\nNo power transactions were processed during this period\.$/,
    );
    expect(text).not.toContain('💰');
  });

  it('mentions amounts that could not be read in a last line', () => {
    expect(textOf({ windows: [aRevenueWindow({ unreadable: 2 })] })).toBe(
      `${sample}\n\n⚠️ 2 amounts could not be read`,
    );
    const onlyUnreadable = aRevenueWindow({ count: 0, totalMinor: 0, byUtility: [], unreadable: 1 });
    expect(textOf({ windows: [onlyUnreadable] })).toMatch(/⚠️ 1 amount could not be read$/);
    expect(textOf({ windows: [onlyUnreadable] })).not.toContain('No new transactions');
  });

  it('adds what earlier windows gained or lost', () => {
    const late = [
      { ...hours(29, 6), totalMinor: 120_000, count: 2 },
      { ...hours(29, 0), totalMinor: -5_000, count: -1 },
    ];
    expect(textOf({ late })).toBe(
      `${sample}\n\n↺ Late: +₦1,200.00 (2) for 06:00 - 11:59\n↺ Late: -₦50.00 (-1) for 00:00 - 05:59`,
    );
  });

  it('says of a mere count that it is one', () => {
    const text = textOf({ windows: [aRevenueWindow({ isCountOnly: true, totalMinor: 0, byUtility: [] })] });
    expect(text).toContain('📊 Total Transactions: 23 (a simple count)');
    expect(text).not.toContain('₦0.00');
  });

  it('brings missed windows in the same message, with their totals', () => {
    const windows = [
      aRevenueWindow({ ...hours(29, 0), totalMinor: 100_000, count: 4, unreadable: 1 }),
      aRevenueWindow({ ...hours(29, 6), isCountOnly: true, count: 9 }),
      aRevenueWindow(),
    ];
    const text = textOf({ windows });
    expect(text.startsWith(sample)).toBe(true);
    expect(text.split('\n').slice(-2)).toEqual([
      '• 00:00 - 05:59 UTC on 2025-05-29: ₦1,000.00 (4 transactions), ⚠️ 1 amount could not be read',
      '• 06:00 - 11:59 UTC on 2025-05-29: sums not known (9 transactions)',
    ]);
  });

  it('takes hundreds of utilities with any names', () => {
    const byUtility = Array.from({ length: 400 }, (_, at) => ({
      name: `<!channel> \`${at}\` ${'x'.repeat(5_000)}`,
      totalMinor: 100,
      count: 1,
    }));
    const text = textOf({ windows: [aRevenueWindow({ byUtility })] });
    expect(text.length).toBeLessThan(40_000);
    expect(text).not.toMatch(/[<`]/);
    expect(text).toMatch(/• 300 others: ₦300\.00 \(300 transactions\)$/);
  });
});

it('tells of a report that failed', () => {
  const { data } = aFailedReport('MongoDB did not answer <within> 5 s; caller 0700000111');
  const { text } = revenueFailedMessage(data, { ...data.slack, mentions: '<!here>' });
  expect(text).toBe(`❌ Power Transaction Revenue Report failed

📅 Period: Afternoon Period (12:01 PM - 5:59 PM)
🕐 Time: 12:00 - 17:59 UTC on 2025-05-29

What failed: MongoDB did not answer &lt;within&gt; 5 s; caller 2547****0111
The report is tried again.

<!here>`);
});
