import { memoryPaymentIndex } from '../../shared/adapters/memory/payment-index.ts';
import { memoryStore } from '../../shared/adapters/memory/store.ts';
import { failed } from '../../shared/kernel/result.ts';
import type { ValidationDependencies } from '../../shared/payments/answer-validation.ts';
import type { PartnerShortcode, PaymentBook } from '../../shared/payments/payment-book.ts';
import { listedHooks } from './listed-hooks.ts';
import { aListing } from './simulated-mpesa.ts';

export const validationToken = 'a'.repeat(48);

/** What a validation is answered from: one shortcode that asks for the check, nothing in the index, nobody to ask. */
export function validationNeeds(
  payments: PaymentBook,
  own: Partial<PartnerShortcode> = {},
  over: Partial<Pick<ValidationDependencies, 'askOperator' | 'clock'>> = {},
) {
  const listing = aListing({ validation: 'check', ...own });
  const unsure: string[] = [];
  const deps = {
    hooks: listedHooks([[validationToken, listing]], listing.forwardTo),
    index: memoryPaymentIndex(memoryStore()),
    payments,
    askOperator: async () => failed('nobody is asked'),
    clock: Date.now,
    unsure: (why: string) => {
      unsure.push(why);
    },
    ...over,
  } satisfies ValidationDependencies;
  return { deps, listing, unsure };
}
