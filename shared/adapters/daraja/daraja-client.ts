import { setTimeout as sleep } from 'node:timers/promises';
import type { CheckoutRequestId, Receipt, Shortcode } from '../../kernel/identifiers.ts';
import { failed, ok, type Result } from '../../kernel/result.ts';
import { eastAfricaStamp } from '../../kernel/time.ts';
import { classifyDarajaError } from '../../mpesa/daraja-error.ts';
import { asFields, asText, isSuccessCode } from '../../mpesa/fields.ts';
import type { AttemptNotice } from '../../mpesa/notice.ts';
import { parseStkQueryAnswer } from '../../mpesa/stk-query-answer.ts';
import type { DarajaTokenStore } from '../../payments/daraja-token-store.ts';
import { accessTokens } from './access-tokens.ts';
import type { PartnerSecret } from './partner-secret.ts';
import { type Answer, type DarajaFailure, failureOf, httpTransport } from './transport.ts';

export type DarajaCredentials = Pick<
  PartnerSecret,
  'consumerKey' | 'consumerSecret' | 'initiatorName' | 'securityCredential' | 'passkey'
>;

export type StkQueryOutcome =
  /** `body` is the answer as it came. */
  | { readonly kind: 'answered'; readonly notice: AttemptNotice; readonly body: unknown }
  | { readonly kind: 'pending' }
  | { readonly kind: 'no_such_transaction' }
  | DarajaFailure;

/** Of a question whose answer is sent to a URL of ours. */
export type AcceptedOutcome =
  /** The answer follows at the result URL. */
  | { readonly kind: 'accepted'; readonly conversationId: string; readonly originatorConversationId: string }
  | DarajaFailure;

export interface StkQuestion {
  readonly shortcode: Shortcode;
  readonly checkoutRequestId: CheckoutRequestId;
}

export interface TransactionQuestion {
  readonly shortcode: Shortcode;
  readonly receipt: Receipt;
  readonly resultUrl: string;
  readonly timeoutUrl: string;
  readonly occasion?: string;
}

export interface BalanceQuestion {
  readonly shortcode: Shortcode;
  readonly resultUrl: string;
  readonly timeoutUrl: string;
}

export interface UrlRegistration {
  readonly shortcode: Shortcode;
  readonly version: 'v1' | 'v2';
  /** What M-Pesa does with a payment whose validation is not answered. */
  readonly responseType: 'Completed' | 'Cancelled';
  readonly confirmationUrl: string;
  readonly validationUrl: string;
}

export type RegistrationOutcome =
  | { readonly kind: 'registered' }
  /** M-Pesa keeps the URLs that it has; its own words say whose they are. */
  | { readonly kind: 'already_registered'; readonly message: string }
  /** The app has the other version of the product, or neither. */
  | { readonly kind: 'not_on_app'; readonly code: string }
  | DarajaFailure;

/** Questions to Daraja over HTTP. Nothing throws but the token store. */
export interface DarajaClient {
  stkQuery(credentials: DarajaCredentials, question: StkQuestion): Promise<StkQueryOutcome>;
  transactionStatus(credentials: DarajaCredentials, question: TransactionQuestion): Promise<AcceptedOutcome>;
  accountBalance(credentials: DarajaCredentials, question: BalanceQuestion): Promise<AcceptedOutcome>;
  /** Tells M-Pesa where C2B notices of a shortcode go. */
  registerUrls(credentials: DarajaCredentials, registration: UrlRegistration): Promise<RegistrationOutcome>;
}

interface ClientNeeds {
  /** Without a trailing slash. */
  readonly baseUrl: string;
  readonly tokens: DarajaTokenStore;
  /** Epoch milliseconds. */
  readonly clock: () => number;
  /** Told of each question that got no answer, and of each access token that was not given. */
  readonly failed?: (what: 'call' | 'token') => void;
  readonly fetch?: typeof fetch;
  /** Between two looks for the token that another function is asking for. */
  readonly sleep?: (ms: number) => Promise<unknown>;
}

export function createDarajaClient(needs: ClientNeeds): DarajaClient {
  const { baseUrl, clock, failed: tellFailed = () => undefined } = needs;
  const transport = httpTransport(baseUrl, needs.fetch ?? fetch);
  const tokens = accessTokens({ transport, tokens: needs.tokens, clock, sleep: needs.sleep ?? sleep });

  /** With the shared token; when M-Pesa says that it has expired, once more with another one. */
  const post = async (
    app: DarajaCredentials,
    path: string,
    body: object,
  ): Promise<Result<Answer, DarajaFailure>> => {
    let refused: string | undefined;
    for (;;) {
      const token = await tokens.get(app, refused);
      if (!token.ok) {
        // Throttled says that another function is asking for it.
        if (token.error.kind !== 'throttled') tellFailed('token');
        return token;
      }
      const answer = await transport.send({
        method: 'POST',
        path,
        authorization: `Bearer ${token.value}`,
        body,
      });
      if (!answer.ok || !isRefusal(answer.value)) return answer;
      const isExpired = classifyDarajaError(answer.value.status, answer.value.body).kind === 'token_expired';
      if (!isExpired) return ok(answer.value);
      if (refused !== undefined) return failed(failureOf(answer.value, [token.value]));
      refused = token.value;
    }
  };

  const noted = async <Outcome extends { readonly kind: string }>(
    asking: Promise<Outcome>,
  ): Promise<Outcome> => {
    const outcome = await asking;
    if (failureKinds.has(outcome.kind)) tellFailed('call');
    return outcome;
  };

  const questions: DarajaClient = {
    async stkQuery(app, { shortcode, checkoutRequestId }) {
      const stamp = eastAfricaStamp(clock());
      const answer = await post(app, '/mpesa/stkpushquery/v1/query', {
        BusinessShortCode: shortcode,
        Password: Buffer.from(shortcode + app.passkey + stamp).toString('base64'),
        Timestamp: stamp,
        CheckoutRequestID: checkoutRequestId,
      });
      if (!answer.ok) return answer.error;
      const read = parseStkQueryAnswer(answer.value.status, answer.value.body, checkoutRequestId);
      switch (read.kind) {
        case 'told':
          return { kind: 'answered', notice: read.notice, body: answer.value.body };
        case 'failed':
          return stkFailure(answer.value, read.error.kind === 'configuration', app);
        case 'unknown':
          return { kind: 'unreachable', message: `the answer allows no conclusion: ${read.message}` };
        default:
          return read;
      }
    },

    async transactionStatus(app, { shortcode, receipt, resultUrl, timeoutUrl, occasion }) {
      const answer = await post(app, '/mpesa/transactionstatus/v1/query', {
        Initiator: app.initiatorName,
        SecurityCredential: app.securityCredential,
        CommandID: 'TransactionStatusQuery',
        TransactionID: receipt,
        PartyA: shortcode,
        IdentifierType: '4',
        ResultURL: resultUrl,
        QueueTimeOutURL: timeoutUrl,
        Remarks: 'Status of a payment',
        Occasion: occasion ?? '',
      });
      return answer.ok ? acknowledged(answer.value, app) : answer.error;
    },

    async accountBalance(app, { shortcode, resultUrl, timeoutUrl }) {
      const answer = await post(app, '/mpesa/accountbalance/v1/query', {
        Initiator: app.initiatorName,
        SecurityCredential: app.securityCredential,
        CommandID: 'AccountBalance',
        PartyA: shortcode,
        IdentifierType: '4',
        Remarks: 'Balance of a shortcode',
        QueueTimeOutURL: timeoutUrl,
        ResultURL: resultUrl,
      });
      return answer.ok ? acknowledged(answer.value, app) : answer.error;
    },

    async registerUrls(app, { shortcode, version, responseType, confirmationUrl, validationUrl }) {
      const answer = await post(app, `/mpesa/c2b/${version}/registerurl`, {
        ShortCode: shortcode,
        ResponseType: responseType,
        ConfirmationURL: confirmationUrl,
        ValidationURL: validationUrl,
      });
      return answer.ok ? registrationOf(answer.value, app) : answer.error;
    },
  };
  return {
    stkQuery: (app, question) => noted(questions.stkQuery(app, question)),
    transactionStatus: (app, question) => noted(questions.transactionStatus(app, question)),
    accountBalance: (app, question) => noted(questions.accountBalance(app, question)),
    registerUrls: (app, registration) => noted(questions.registerUrls(app, registration)),
  };
}

/** Answers of an app that does not have this version of C2B. */
const notOnApp = new Set(['401.003.01', '404.001.01', '404.002.01', '404.003.01']);

function registrationOf(answer: Answer, app: DarajaCredentials): RegistrationOutcome {
  const fields = asFields(answer.body);
  const code = asText(fields?.ResponseCode);
  if (!isRefusal(answer) && code !== undefined && isSuccessCode(code)) return { kind: 'registered' };
  const errorCode = asText(fields?.errorCode) ?? '';
  if (notOnApp.has(errorCode)) return { kind: 'not_on_app', code: errorCode };
  const { message } = classifyDarajaError(answer.status, answer.body);
  return /already registered|duplicate notification/i.test(message)
    ? { kind: 'already_registered', message }
    : failureOf(answer, secretsOf(app));
}

const failureKinds: ReadonlySet<string> = new Set<DarajaFailure['kind']>([
  'throttled',
  'refused',
  'unreachable',
]);

function acknowledged(answer: Answer, app: DarajaCredentials): AcceptedOutcome {
  const fields = asFields(answer.body);
  const code = asText(fields?.ResponseCode);
  if (isRefusal(answer) || code === undefined || !isSuccessCode(code))
    return failureOf(answer, secretsOf(app));
  return {
    kind: 'accepted',
    conversationId: asText(fields?.ConversationID) ?? '',
    originatorConversationId: asText(fields?.OriginatorConversationID) ?? '',
  };
}

/** One error code of the STK query means five things, and only its text tells a wrong configuration. */
function stkFailure(answer: Answer, isConfiguration: boolean, app: DarajaCredentials): DarajaFailure {
  const failure = failureOf(answer, secretsOf(app));
  return isConfiguration && failure.kind === 'unreachable'
    ? { kind: 'refused', code: '500.001.1001', message: failure.message, permanent: true }
    : failure;
}

const isRefusal = ({ status, body }: Answer): boolean =>
  status >= 400 || asText(asFields(body)?.errorCode) !== undefined;

const secretsOf = (app: DarajaCredentials): readonly string[] => [
  app.consumerKey,
  app.consumerSecret,
  app.securityCredential,
  app.passkey,
];
