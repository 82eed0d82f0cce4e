import type { SlackDestination } from '../events/slack-destination.ts';
import type { TransactionUnmatched } from '../events/transaction-unmatched.ts';
import { maskText } from '../kernel/mask.ts';
import { formatMoney } from '../kernel/money.ts';
import { iso } from '../kernel/time.ts';
import { longField, type SlackField, type SlackMessage, shortField, slackLimits } from './slack-message.ts';
import { linesOf, plainName, withMentions } from './slack-text.ts';
import { listed, type Summary, sinceInWords } from './summary.ts';

/** Money that no payment fits: one receipt alone in full, several as a list with their sum. */
export function unmatchedMessage(
  { facts, now }: Summary<TransactionUnmatched>,
  to: SlackDestination,
): SlackMessage {
  const [only] = facts;
  const isOne = only !== undefined && facts.length === 1;
  const headline = isOne
    ? `❓ *Money without a payment: ${plainName(only.data.receipt)}*`
    : `❓ *${facts.length} receipts without a payment ${sinceInWords(facts, now)}*`;
  return {
    ...(to.channel !== undefined && { channel: to.channel }),
    username: 'Salio Reconciliation',
    icon_emoji: ':mag:',
    text: withMentions(headline, to.mentions),
    attachments: [{ color: 'warning', fields: isOne ? fieldsOfOne(only) : fieldsOfAll(facts) }],
  };
}

function fieldsOfOne({ data }: TransactionUnmatched): readonly SlackField[] {
  const { receipt, shortcode, reference, phone, occurredAt, firstReceivedAt } = data;
  return [
    shortField('M-Pesa Receipt', plainName(receipt)),
    shortField('Amount', amountOf(data)),
    ...(shortcode === undefined ? [] : [shortField('Shortcode', plainName(shortcode))]),
    ...(reference === undefined ? [] : [shortField('Reference', plainName(maskText(reference)))]),
    ...(phone === undefined ? [] : [shortField('Phone', plainName(maskText(phone)))]),
    shortField(
      'Paid At',
      `${iso(occurredAt ?? firstReceivedAt)
        .slice(0, 16)
        .replace('T', ' ')} UTC`,
    ),
    longField(
      'What Is Wrong',
      'A customer has paid, but no payment in your books fits. Find out whose it is, or give the money back.',
    ),
  ];
}

function fieldsOfAll(facts: readonly TransactionUnmatched[]): readonly SlackField[] {
  const list = linesOf(facts, lineOf, { wanted: listed, limit: listLimit });
  return [
    shortField('Receipts', String(facts.length)),
    shortField('Together', sumsOf(facts)),
    longField('What Is Wrong', `Customers have paid, but no payment in your books fits:\n${list}`),
  ];
}

function lineOf({ data }: TransactionUnmatched): string {
  const reference = data.reference === undefined ? '' : `, reference ${plainName(maskText(data.reference))}`;
  const shortcode = data.shortcode === undefined ? '' : ` to ${plainName(data.shortcode)}`;
  return `• ${plainName(data.receipt)}: ${amountOf(data)}${shortcode}${reference}`;
}

/** Leaves room for the sentence before the list. */
const listLimit = slackLimits.fieldValue - 100;

function sumsOf(facts: readonly TransactionUnmatched[]): string {
  const sums = new Map<string, number>();
  for (const { data } of facts) sums.set(data.currency, (sums.get(data.currency) ?? 0) + data.amountMinor);
  return [...sums].map(([currency, minor]) => formatMoney(minor, plainName(currency))).join(', ');
}

const amountOf = ({ amountMinor, currency }: TransactionUnmatched['data']): string =>
  formatMoney(amountMinor, plainName(currency));
