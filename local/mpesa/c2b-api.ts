import type { DatabaseSync } from 'node:sqlite';
import {
  type ApiAnswer,
  type ApiCall,
  type DarajaErrors,
  firstInvalid,
  isPhone,
  isRegistrableUrl,
  isShortcode,
  isWholeAmount,
  textField,
  wholeMinor,
} from './api-answer.ts';
import type { C2bVersion } from './callback-bodies.ts';
import type { CustomerPayments } from './customer-payments.ts';
import type { C2bUrls, MpesaDirectory, RegisteredUrls } from './directory.ts';
import type { FaultSwitch } from './faults.ts';
import { newRequestId } from './identities.ts';
import type { Random } from './random.ts';

export function registeredUrls(db: DatabaseSync): RegisteredUrls {
  db.exec('CREATE TABLE IF NOT EXISTS c2b_urls (shortcode TEXT PRIMARY KEY, urls TEXT NOT NULL) STRICT');
  return {
    find: (shortcode) => {
      const row = db.prepare('SELECT urls FROM c2b_urls WHERE shortcode = ?').get(shortcode);
      return row && (JSON.parse(String(row.urls)) as C2bUrls);
    },
    put: (shortcode, urls) => {
      db.prepare('INSERT OR REPLACE INTO c2b_urls VALUES (?, ?)').run(shortcode, JSON.stringify(urls));
    },
    remove: (shortcode) => {
      db.prepare('DELETE FROM c2b_urls WHERE shortcode = ?').run(shortcode);
    },
    clear: () => db.exec('DELETE FROM c2b_urls'),
  };
}

interface Parts {
  readonly registered: RegisteredUrls;
  readonly directory: MpesaDirectory;
  readonly customers: CustomerPayments;
  readonly faults: FaultSwitch;
  readonly random: Random;
  readonly errors: DarajaErrors;
}

export interface C2bApi {
  register(call: ApiCall, version: C2bVersion): Promise<ApiAnswer>;
  /** The sandbox's way to have a customer pay. */
  simulate(call: ApiCall): Promise<ApiAnswer>;
}

const isResponseType = (text: string): text is C2bUrls['responseType'] =>
  text === 'Completed' || text === 'Cancelled';
const registerFields = {
  ShortCode: isShortcode,
  ResponseType: isResponseType,
  ConfirmationURL: isRegistrableUrl,
  ValidationURL: isRegistrableUrl,
};
const simulateFields = {
  ShortCode: isShortcode,
  CommandID: (text: string) => text === 'CustomerPayBillOnline' || text === 'CustomerBuyGoodsOnline',
  Amount: isWholeAmount,
  Msisdn: isPhone,
};

export function c2bApi({ registered, directory, customers, faults, random, errors }: Parts): C2bApi {
  const accepted = (ResponseDescription: string): ApiAnswer => ({
    status: 200,
    // Misspelt by M-Pesa.
    body: { OriginatorCoversationID: newRequestId(random), ResponseCode: '0', ResponseDescription },
  });

  return {
    async register({ app, fields }, version) {
      if (faults.now().not_on_app.includes(version))
        return errors.error(
          401,
          '401.003.01',
          'Error Occurred - Invalid API call as no apiproduct match found',
        );
      const invalid = firstInvalid(fields, registerFields);
      if (invalid) return errors.invalid(invalid);
      const shortcode = textField(fields.ShortCode);
      if (!app.shortcodes.includes(shortcode)) return errors.invalid('ShortCode');
      if (registered.find(shortcode)) return errors.error(500, '500.003.1001', 'Urls are already registered');
      registered.put(shortcode, {
        version,
        confirmationUrl: textField(fields.ConfirmationURL),
        validationUrl: textField(fields.ValidationURL),
        responseType: textField(fields.ResponseType) === 'Cancelled' ? 'Cancelled' : 'Completed',
      });
      return accepted('Success');
    },

    async simulate({ app, fields }) {
      const invalid = firstInvalid(fields, simulateFields);
      if (invalid) return errors.invalid(invalid);
      const merchant = await directory.merchant(textField(fields.ShortCode));
      if (!merchant || !app.shortcodes.includes(merchant.shortcode)) return errors.invalid('ShortCode');
      await customers.pay({
        merchant,
        amountMinor: wholeMinor(fields.Amount),
        phone: textField(fields.Msisdn),
        reference: textField(fields.BillRefNumber),
      });
      return accepted('Accept the service request successfully.');
    },
  };
}
