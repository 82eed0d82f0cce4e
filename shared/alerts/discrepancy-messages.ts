import type { PaymentReconciled } from '../events/payment-reconciled.ts';
import type { SlackDestination } from '../events/slack-destination.ts';
import { maskText } from '../kernel/mask.ts';
import { formatMoney } from '../kernel/money.ts';
import {
  longField,
  type SlackColor,
  type SlackField,
  type SlackMessage,
  shortField,
} from './slack-message.ts';
import { linesOf, plain, plainName, withMentions } from './slack-text.ts';
import { listed, type Summary, sinceInWords } from './summary.ts';

type Severity = PaymentReconciled['data']['issues'][number]['severity'];

const severities = ['high', 'medium', 'low'] as const satisfies readonly Severity[];
const colors: Readonly<Record<Severity, SlackColor>> = { high: 'danger', medium: 'warning', low: 'warning' };

/** Payments that M-Pesa and the operator's books tell differently: one alone in full, several as a list. */
export function discrepanciesMessage(
  { facts, now }: Summary<PaymentReconciled>,
  to: SlackDestination,
): SlackMessage {
  const [only] = facts;
  const worst = severities.find((severity) => facts.some((fact) => severityOf(fact) === severity)) ?? 'low';
  const isOne = only !== undefined && facts.length === 1;
  const headline = isOne
    ? `🔎 *Discrepancy: payment ${plainName(only.data.paymentId)}*`
    : `🔎 *${facts.length} discrepancies ${sinceInWords(facts, now)}*`;
  return {
    ...(to.channel !== undefined && { channel: to.channel }),
    username: 'Salio Reconciliation',
    icon_emoji: ':mag:',
    text: withMentions(headline, to.mentions),
    attachments: [{ color: colors[worst], fields: isOne ? fieldsOfOne(only) : fieldsOfAll(facts) }],
  };
}

function fieldsOfOne({ data }: PaymentReconciled): readonly SlackField[] {
  const { paymentId, shortcode, amountExpectedMinor, amountReceivedMinor, receipts, issues } = data;
  const currency = plainName(data.currency);
  const wrong = linesOf(
    issues,
    ({ severity, message }) => `${inWords[severity]}: ${plain(maskText(message), 900)}`,
  );
  return [
    shortField('Payment', plainName(paymentId)),
    ...(shortcode === undefined ? [] : [shortField('Shortcode', plainName(shortcode))]),
    shortField('Expected', formatMoney(amountExpectedMinor, currency)),
    shortField('Received', formatMoney(amountReceivedMinor, currency)),
    ...(receipts.length > 0 ? [shortField('M-Pesa Receipts', plain(receipts.join(', '), 500))] : []),
    longField('What Is Wrong', wrong),
  ];
}

function fieldsOfAll(facts: readonly PaymentReconciled[]): readonly SlackField[] {
  return severities.flatMap((severity) => {
    const these = facts.filter((fact) => severityOf(fact) === severity);
    if (these.length === 0) return [];
    return [longField(`${inWords[severity]} (${these.length})`, linesOf(these, lineOf, { wanted: listed }))];
  });
}

function lineOf({ data: { paymentId, issues } }: PaymentReconciled): string {
  const messages = issues.map(({ message }) => maskText(message)).join(' ');
  return `• ${plainName(paymentId)}: ${plain(messages, 300)}`;
}

const severityOf = ({ data }: PaymentReconciled): Severity =>
  severities.find((severity) => data.issues.some((issue) => issue.severity === severity)) ?? 'low';

const inWords: Readonly<Record<Severity, string>> = { high: 'Serious', medium: 'Medium', low: 'Minor' };
