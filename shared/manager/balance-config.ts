import * as z from 'zod/mini';
import { type PartnerId, partnerId, type Shortcode, shortcode } from '../kernel/identifiers.ts';
import { parseMinor } from '../kernel/money.ts';
import { failed, ok, type Result } from '../kernel/result.ts';
import { parseSlackWebhook } from '../kernel/slack-webhook.ts';
import type { Problem } from './problem.ts';
import { amount, time } from './words.ts';

/** Absent and null mean the same. */
const maybe = <Schema extends z.ZodMiniType>(schema: Schema) =>
  z.pipe(
    z.nullish(schema),
    z.transform((value) => value ?? undefined),
  );

const hasTwoDecimals = z.refine(
  (value: unknown) => parseMinor(value).ok,
  'expected an amount with at most two decimals, below 90 trillion',
);
const percentage = z.refine(
  (value: unknown) => parseMinor(value).ok,
  'expected a percentage with at most two decimals',
);
const words = (longest: number) => z.string().check(z.minLength(1), z.maxLength(longest));
const notify = z._default(z.boolean(), true);

export const shortcodeText = z
  .string()
  .check(z.refine((text) => /^\d{1,10}$/.test(text), 'expected the digits of a paybill or till'));
const partnerIdText = words(200).check(z.describe("The partner's id in the operator's database"));

/** As the path names a row: by its shortcode, or `all` for the one without. */
export const configParams = z.strictObject({
  partner_id: partnerIdText,
  shortcode: z.string().check(
    z.refine((text) => text === 'all' || /^\d{1,10}$/.test(text), 'expected a shortcode or all'),
    z.describe('A shortcode, or `all` for the row without one'),
  ),
});

const webhookUrl = z
  .nullable(
    z.string().check(
      z.maxLength(500),
      z.refine(
        (text) => text === 'stored' || parseSlackWebhook(text) !== undefined,
        'expected a webhook such as https://hooks.slack.com/services/…, or stored',
      ),
    ),
  )
  .check(
    z.describe(
      'A secret: kept in Secrets Manager and answered as `stored`. Left out or `stored`, what is kept stays; null removes it',
    ),
  );

const settings = {
  account: maybe(
    words(60).check(
      z.refine((name) => !/[|&]/.test(name), 'expected a name without | and &'),
      z.describe('The M-Pesa account to alert on. Default: Utility Account, of a till Merchant Account'),
    ),
  ),
  enabled: z._default(z.boolean(), true),
  check_interval_minutes: z._default(z.int().check(z.gte(5), z.lte(1440)), 15),
  low_balance_threshold: maybe(z.number().check(z.gte(0), hasTwoDecimals)),
  unusual_drop_threshold: maybe(z.number().check(z.gt(0), hasTwoDecimals)),
  unusual_drop_percentage: maybe(z.number().check(z.gt(0), z.lte(100), percentage)),
  recovery_margin_percentage: z._default(z.number().check(z.gte(0), z.lte(50), percentage), 0),
  slack_webhook_url: z.optional(webhookUrl),
  slack_channel: maybe(words(80)),
  slack_mentions: maybe(words(500)),
  notify_on_low_balance: notify,
  notify_on_unusual_drop: notify,
  notify_on_balance_recovery: notify,
};

/** A row of the configuration as it is given. */
export const balanceConfigBody = z
  .strictObject({ partner_id: partnerIdText, shortcode: maybe(shortcodeText), ...settings })
  .register(z.globalRegistry, {
    id: 'BalanceConfigurationInput',
    description:
      'Whom to watch, how often, and when people hear of it. Without a shortcode: all of the partner',
  });

/** The same where the path names the row; the body may repeat it. */
export const balanceConfigReplacement = z
  .strictObject({ partner_id: maybe(partnerIdText), shortcode: maybe(shortcodeText), ...settings })
  .register(z.globalRegistry, { id: 'BalanceConfigurationReplacement' });

const text = z.nullable(z.string());
const number = z.nullable(amount);

export const balanceConfig = z
  .object({
    partner_id: z.string(),
    shortcode: text,
    account: text,
    enabled: z.boolean(),
    check_interval_minutes: z.int(),
    low_balance_threshold: number,
    unusual_drop_threshold: number,
    unusual_drop_percentage: z.nullable(z.number()),
    recovery_margin_percentage: z.number(),
    slack_webhook_url: z.nullable(z.literal('stored')),
    slack_channel: text,
    slack_mentions: text,
    notify_on_low_balance: z.boolean(),
    notify_on_unusual_drop: z.boolean(),
    notify_on_balance_recovery: z.boolean(),
    updated_at: time,
    polled: z.array(
      z.object({
        shortcode: z.string(),
        next_due_at: z.nullable(time.check(z.describe('Null while it is stopped'))),
        stopped: z.nullable(
          z.object({ code: z.string().check(z.describe("M-Pesa's")), at: time, resume_with: z.string() }),
        ),
      }),
    ),
  })
  .register(z.globalRegistry, { id: 'BalanceConfiguration' });

/** The row that a path names; a body that names another one is refused by name. */
export function sameName(
  params: z.output<typeof configParams>,
  body: { readonly partner_id?: string | undefined; readonly shortcode?: string | undefined } = {},
): Result<{ readonly partnerId: PartnerId; readonly key: Shortcode | 'all' }, Problem> {
  const own = params.shortcode === 'all' ? undefined : params.shortcode;
  const errors = [
    ...(body.partner_id !== undefined && body.partner_id !== params.partner_id
      ? [{ field: 'partner_id', message: 'expected the one of the path, or none' }]
      : []),
    ...(body.shortcode !== undefined && body.shortcode !== own
      ? [{ field: 'shortcode', message: 'expected the one of the path, or none' }]
      : []),
  ];
  if (errors.length > 0) return failed({ kind: 'invalid_input', errors });
  const key = own === undefined ? 'all' : shortcode(own);
  return ok({ partnerId: partnerId(params.partner_id), key });
}

export const noSuchConfig = (params: z.output<typeof configParams>): Problem => ({
  kind: 'not_found',
  detail: `partner ${params.partner_id} has no balance configuration ${params.shortcode}`,
});
