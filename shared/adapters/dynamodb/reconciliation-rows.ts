import * as z from 'zod/mini';
import type { PartnerId, PaymentId, Receipt, Shortcode } from '../../kernel/identifiers.ts';
import type { IndexedPayment } from '../../payments/payment-index.ts';
import type { AskedState } from '../../reconciliation/asked-state.ts';
import type { AuditEvent } from '../../reconciliation/audit.ts';
import type { Decision, Issue } from '../../reconciliation/decision.ts';
import type { ReconciliationState } from '../../reconciliation/reconciliation-ledger.ts';
import { triggers } from '../../reconciliation/trigger.ts';
import { kind } from './notice-rows.ts';
import type { Row } from './rows.ts';
import { type Fields, identifier, maybe } from './schema.ts';
import { dueMark, paymentPk, stateSk } from './tables.ts';

const issue = z.object({
  type: z.enum([
    'missing_transaction',
    'status_mismatch',
    'duplicate_payment',
    'amount_mismatch',
    'conflict',
  ]),
  severity: z.enum(['high', 'medium', 'low']),
  message: z.string(),
  evidence: z.record(z.string(), z.unknown()),
} satisfies Fields<Issue>);

const decision = z.object({
  status: z.enum(['pending', 'matched', 'discrepancy', 'failed', 'expired']),
  issues: z.array(issue),
  assurance: maybe(z.enum(['notice', 'corroborated', 'verified'])),
  reason: maybe(z.string()),
  amountExpectedMinor: z.int(),
  amountReceivedMinor: z.int(),
} satisfies Fields<Decision>);

const state = z.object({
  paymentId: identifier<PaymentId>(),
  decision,
  inputs: z.string(),
  trigger: z.enum(triggers),
  decidedAt: z.int(),
  firstSeenAt: z.int(),
  version: z.int(),
  review: maybe(z.object({ at: z.int(), ask: z.boolean() })),
  asked: maybe(
    z.object({
      at: z.int(),
      noSuchTransaction: z.boolean(),
      about: maybe(z.string()),
    } satisfies Fields<AskedState>),
  ),
  lastAsk: maybe(z.string()),
  lastEvent: maybe(z.object({ version: z.int(), hash: z.string() })),
} satisfies Fields<ReconciliationState>);

export const readState = (row: Row): ReconciliationState => state.parse(row);

/** All that a state's row may hold beside its key and what its payment is indexed as. */
const members = [...Object.keys(state.shape), 'duePk', 'dueAt'];

/**
 * Puts a state over the one before it. A decision that time may change is marked with when it is due for review. What the
 * payment is indexed as stays as it is, unless it is given.
 */
export function stateUpdate(value: ReconciliationState, indexed: IndexedPayment | undefined) {
  const pk = paymentPk(value.paymentId);
  const row: Row = {
    ...value,
    ...(value.review && dueMark(pk, value.review.at)),
    ...(indexed && { indexed }),
  };
  const set = Object.keys(row).filter((name) => row[name] !== undefined);
  const gone = members.filter((name) => row[name] === undefined);
  const before = value.version - 1;
  return {
    Key: { pk, sk: stateSk },
    UpdateExpression: [
      `SET ${set.map((name) => `#${name} = :${name}`).join(', ')}`,
      ...(gone.length > 0 ? [`REMOVE ${gone.map((name) => `#${name}`).join(', ')}`] : []),
    ].join(' '),
    ConditionExpression: before === 0 ? 'attribute_not_exists(pk)' : '#version = :before',
    ExpressionAttributeNames: Object.fromEntries([...set, ...gone].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(set.map((name) => [`:${name}`, row[name]])),
      ...(before > 0 && { ':before': before }),
    },
  };
}

const summary = z.object({ ...decision.shape, issues: z.array(z.omit(issue, { evidence: true })) });

const auditEvent = z.object({
  paymentId: identifier<PaymentId>(),
  version: z.int(),
  at: z.int(),
  by: z.string(),
  why: maybe(z.string()),
  trigger: z.enum(triggers),
  before: maybe(summary),
  after: summary,
  currency: z.string(),
  partnerId: maybe(identifier<PartnerId>()),
  shortcode: maybe(identifier<Shortcode>()),
  fleetId: maybe(z.string()),
  transactions: z.array(
    z.object({
      receipt: identifier<Receipt>(),
      kind,
      amountMinor: maybe(z.int()),
      phone: maybe(z.string()),
    } satisfies Fields<AuditEvent['transactions'][number]>),
  ),
  previousHash: z.string(),
  hash: z.string(),
} satisfies Fields<AuditEvent>);

const eventRow = z.object({ event: auditEvent });

export const readEvent = (row: Row): AuditEvent => eventRow.parse(row).event;
