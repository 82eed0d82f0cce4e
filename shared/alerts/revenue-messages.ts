import type { RevenueFailed, RevenueReported } from '../events/revenue-reported.ts';
import type { SlackDestination } from '../events/slack-destination.ts';
import { maskText } from '../kernel/mask.ts';
import { formatMoney } from '../kernel/money.ts';
import { iso, minutes } from '../kernel/time.ts';
import { type SlackMessage, slackLimits } from './slack-message.ts';
import { mentionsOf, plain, plainName } from './slack-text.ts';

type Report = RevenueReported['data'];
type Window = Report['windows'][number];
type Span = Pick<Window, 'startAt' | 'endAt'>;

const separator = '━'.repeat(46);
const utilitiesShown = 100;

/** By the UTC hour in which the window starts. The wording is the original's; the Time line is the truth. */
const periods: Readonly<Record<number, string>> = {
  0: 'Night Period (12:01 AM - 5:59 AM)',
  6: 'Morning Period (6:01 AM - 11:59 AM)',
  12: 'Afternoon Period (12:01 PM - 5:59 PM)',
  18: 'Evening Period (6:01 PM - 11:59 PM)',
};

/** The revenue of a window, with missed windows and their totals. */
export function revenueMessage(report: Report, to: SlackDestination): SlackMessage {
  const [latest, ...missed] = report.windows.toReversed();
  const lines = [
    ...(latest ? windowLines(report, latest) : []),
    ...missedLines(report, missed.toReversed()),
    ...lateLines(report),
    ...(latest && latest.unreadable > 0 ? ['', unreadableLine(latest.unreadable)] : []),
  ];
  return revenueText(lines, to);
}

/** A report that could not be made. */
export function revenueFailedMessage(
  { title, window, reason }: RevenueFailed['data'],
  to: SlackDestination,
): SlackMessage {
  return revenueText(
    [
      `❌ ${titleOf(title)} failed`,
      '',
      ...spanLines(window),
      '',
      `What failed: ${plain(maskText(reason), slackLimits.section)}`,
      'The report is tried again.',
    ],
    to,
  );
}

const titleOf = (title: string | undefined): string =>
  title === undefined ? 'Power Transaction Revenue Report' : plain(title, slackLimits.fieldValue);

function revenueText(lines: readonly string[], to: SlackDestination): SlackMessage {
  const mentions = mentionsOf(to.mentions);
  return {
    ...(to.channel !== undefined && { channel: to.channel }),
    text: [...lines, ...(mentions === '' ? [] : ['', mentions])].join('\n'),
  };
}

function windowLines(report: Report, window: Window): readonly string[] {
  const header = [`⚡ ${titleOf(report.title)}`, '', ...spanLines(window), '', separator, ''];
  if (window.count === 0 && window.unreadable === 0) {
    return [
      ...header,
      '📝 No new transactions yet',
      report.title === undefined
        ? 'No power transactions were processed during this period.'
        : 'No transactions were processed during this period.',
    ];
  }
  if (window.isCountOnly) {
    return [
      ...header,
      '💰 Total Revenue Generated:',
      'Not known: the sums could not be computed',
      '',
      `📊 Total Transactions: ${window.count} (a simple count)`,
    ];
  }
  return [
    ...header,
    '💰 Total Revenue Generated:',
    amount(report, window.totalMinor),
    '',
    `📊 Total Transactions: ${window.count}`,
    ...(window.byUtility.length > 0 ? ['', separator, '', ...utilityLines(report, window)] : []),
  ];
}

function utilityLines(report: Report, { byUtility }: Window): readonly string[] {
  const rest = byUtility.slice(utilitiesShown);
  const line = (name: string, totalMinor: number, count: number) =>
    // Also one is "1 transactions": the text is what its readers, people and programs, know.
    `• ${name}: ${amount(report, totalMinor)} (${count} transactions)`;
  return [
    '🏢 Revenue Breakdown by Utility:',
    ...byUtility
      .slice(0, utilitiesShown)
      .map(({ name, totalMinor, count }) => line(plainName(name), totalMinor, count)),
    ...(rest.length > 0
      ? [
          line(
            `${rest.length} others`,
            sum(rest.map(({ totalMinor }) => totalMinor)),
            sum(rest.map(({ count }) => count)),
          ),
        ]
      : []),
  ];
}

function missedLines(report: Report, missed: readonly Window[]): readonly string[] {
  if (missed.length === 0) return [];
  const line = (window: Window) => {
    const total = window.isCountOnly ? 'sums not known' : amount(report, window.totalMinor);
    const unread = window.unreadable > 0 ? `, ${unreadableLine(window.unreadable)}` : '';
    return `• ${timeOf(window)}: ${total} (${window.count} transactions)${unread}`;
  };
  return ['', separator, '', '⏰ Reported late, missed before:', ...missed.map(line)];
}

function lateLines(report: Report): readonly string[] {
  const lines = report.late.flatMap(({ totalMinor, count, unreadable = 0, ...span }) => {
    const sign = totalMinor < 0 ? '-' : '+';
    const told = `↺ Late: ${sign}${amount(report, Math.abs(totalMinor))} (${count}) for ${hoursOf(span)}`;
    return [
      ...(totalMinor !== 0 || count !== 0 || unreadable === 0 ? [told] : []),
      ...(unreadable > 0 ? [`${unreadableLine(unreadable)} for ${hoursOf(span)}`] : []),
    ];
  });
  return lines.length > 0 ? ['', ...lines] : [];
}

const unreadableLine = (count: number): string =>
  `⚠️ ${count} ${count === 1 ? 'amount' : 'amounts'} could not be read`;

const spanLines = (span: Span): readonly string[] => [
  `📅 Period: ${periods[new Date(span.startAt).getUTCHours()] ?? hoursOf(span)}`,
  `🕐 Time: ${timeOf(span)}`,
];

const timeOf = (span: Span): string => `${hoursOf(span)} UTC on ${iso(span.startAt).slice(0, 10)}`;

/** The last minute that belongs to the window, which is half-open. */
const hoursOf = ({ startAt, endAt }: Span): string => `${hour(startAt)} - ${hour(endAt - minutes(1))}`;

const hour = (at: number): string => iso(at).slice(11, 16);

/** `₦45,750.00`: the symbol stands at the figure. */
const amount = ({ currencySymbol }: Report, minor: number): string =>
  `${minor < 0 ? '-' : ''}${plainName(currencySymbol)}${formatMoney(Math.abs(minor), '').trimStart()}`;

const sum = (figures: readonly number[]): number => figures.reduce((total, figure) => total + figure, 0);
