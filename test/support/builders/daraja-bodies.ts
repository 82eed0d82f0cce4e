/** Bodies in the shapes that Daraja really sends; say only what matters to the test. */
type Body = Record<string, unknown>;

/** `undefined` takes a field away. */
const over = (body: Body, own: Body): Body =>
  Object.fromEntries(Object.entries({ ...body, ...own }).filter(([, value]) => value !== undefined));

export const aC2bConfirmation = (own: Body = {}): Body =>
  over(
    {
      TransactionType: 'Pay Bill',
      TransID: 'UJE6T1W9ZB',
      TransTime: '20261014110305',
      TransAmount: '1500.00',
      BusinessShortCode: '600111',
      BillRefNumber: 'INV-00417',
      InvoiceNumber: '',
      OrgAccountBalance: '48210.50',
      ThirdPartyTransID: '',
      MSISDN: '2547 ***** 111',
      FirstName: 'AMINA',
    },
    own,
  );

export const stkItems = (own: Body = {}): Body[] =>
  Object.entries(
    over(
      {
        Amount: 1500,
        MpesaReceiptNumber: 'UJE4K7X2QA',
        Balance: null,
        TransactionDate: 20261014101552,
        PhoneNumber: 254700000111,
      },
      own,
    ),
  ).map(([Name, Value]) => (Value === null ? { Name } : { Name, Value }));

/** `own` replaces metadata items by name; a value of null leaves an item without value. */
export const anStkSuccess = (own: Body = {}, callback: Body = {}): Body => ({
  Body: {
    stkCallback: over(
      {
        MerchantRequestID: '4f1c-4c02-9a55-0a1b2c3d4e5f1234567',
        CheckoutRequestID: 'ws_CO_14102026101530123700000111',
        ResultCode: 0,
        ResultDesc: 'The service request is processed successfully.',
        CallbackMetadata: { Item: stkItems(own) },
      },
      callback,
    ),
  },
});

export const anStkFailure = (ResultCode: unknown = 1032, callback: Body = {}): Body => ({
  Body: {
    stkCallback: over(
      {
        MerchantRequestID: '4f1c-4c02-9a55-0a1b2c3d4e5f1234568',
        CheckoutRequestID: 'ws_CO_14102026101530123700000111',
        ResultCode,
        ResultDesc: 'Request cancelled by user',
      },
      callback,
    ),
  },
});

export const parameters = (values: Body): Body[] =>
  Object.entries(values).map(([Key, Value]) => (Value === null ? { Key } : { Key, Value }));

/** Of a C2B payment. `own` replaces parameters by key; null leaves a key without value. */
export const aStatusResult = (own: Body = {}, result: Body = {}): Body =>
  aResult({
    ResultParameters: {
      ResultParameter: parameters(
        over(
          {
            DebitPartyName: '254700000111 - AMINA FIXTURE SAMPLE',
            CreditPartyName: '600111 - ACME FIXTURES LTD   ',
            OriginatorConversationID: null,
            InitiatedTime: 20261014110301,
            CreditPartyCharges: 'Pay Utility Charge By Organization|KES|6.60',
            DebitAccountType: 'MMF Account For Customer',
            TransactionReason: null,
            ReasonType: 'Pay Bill Online',
            TransactionStatus: 'Completed',
            FinalisedTime: 20261014110305,
            Amount: 1500.0,
            ConversationID: 'AG_20261014_2010ee55ff66aa77bb88',
            ReceiptNo: 'UJE6T1W9ZB',
          },
          own,
        ),
      ),
    },
    ...result,
  });

export const aStatusError = (ResultCode: unknown = 2032, result: Body = {}): Body =>
  aResult({ ResultCode, ResultDesc: 'The transaction receipt number does not exist.', ...result });

/** The envelope of any asynchronous result, without parameters. */
export const aResult = (own: Body = {}): Body => ({
  Result: over(
    {
      ResultType: 0,
      ResultCode: 0,
      ResultDesc: 'The service request is processed successfully.',
      OriginatorConversationID: '2d90-4f3a-8b17-9e8d7c6b5a4f112233',
      ConversationID: 'AG_20261014_2010aa11bb22cc33dd44',
      TransactionID: 'UJE0000000',
      ReferenceData: { ReferenceItem: { Key: 'Occasion' } },
    },
    own,
  ),
});

/** Our own request, posted back when M-Pesa's queue ran full. */
export const aStatusTimeout = (own: Body = {}): Body =>
  over(
    {
      Initiator: 'testapi01',
      SecurityCredential: 'aW52ZW50ZWQtY3JlZGVudGlhbC1ub3QtcmVhbA==',
      CommandID: 'TransactionStatusQuery',
      TransactionID: 'UJE6T1W9ZB',
      PartyA: '600111',
      IdentifierType: '4',
      Remarks: 'check',
      QueueTimeOutURL: `https://pay.example.test/hooks/${'7f'.repeat(24)}/status/q-1/timeout`,
      ResultURL: `https://pay.example.test/hooks/${'7f'.repeat(24)}/status/q-1/result`,
    },
    own,
  );
