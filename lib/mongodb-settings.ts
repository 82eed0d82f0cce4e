import { z } from 'zod';
import { text, whole } from './setting-values.ts';

const ourStatus = z.enum(['pending', 'processing', 'completed', 'failed', 'expired', 'refunded']);

const named = <const Name extends string>(...names: readonly Name[]) =>
  z
    .strictObject(
      Object.fromEntries(names.map((name) => [name, text.optional()])) as Record<
        Name,
        z.ZodOptional<z.ZodString>
      >,
    )
    .optional();

export const mongodb = z.strictObject({
  secretName: text
    .optional()
    .describe('Secret {"connection_string": …} in Secrets Manager. Default: salio/<stage>/mongodb'),
  database: text.default('operations'),
  collections: z
    .strictObject({ payments: text.default('payments'), partners: text.default('partners') })
    .prefault({}),
  fields: z
    .strictObject({
      payments: named(
        'id',
        'reference',
        'amount',
        'currency',
        'status',
        'direction',
        'method',
        'payerName',
        'payerPhone',
        'partnerId',
        'shortcode',
        'fleetId',
        'route',
        'vehicle',
        'driver',
        'staff',
        'checkoutRequestId',
        'mpesaReceipt',
        'createdAt',
        'updatedAt',
      ),
      partners: named('name', 'status', 'shortcodes'),
      shortcodes: named('shortcode', 'kind', 'expectsPayments', 'validation', 'forwardTo'),
    })
    .optional()
    .describe(
      "Our name of a field → the operator's, dots lead into nested documents. Default: the same name, and _id for id",
    ),
  statuses: z
    .record(text, ourStatus)
    .optional()
    .describe("The operator's word for a status → ours. Default: the same words"),
  maxPoolSize: whole(1, 100)
    .default(2)
    .describe(
      "Connections of one function instance; times the queues' maximumConcurrency it must fit the cluster",
    ),
  connectionLimit: whole(1, 1_000_000)
    .default(1500)
    .describe(
      'Connections that the cluster takes from here, as npm run doctor checks. Default: as Atlas M10',
    ),
});
