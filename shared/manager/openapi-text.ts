/** The parts of the description that follow from no schema. */
export const openApiText = {
  info: {
    title: 'Salio manager API',
    version: '1.0.0',
    description:
      "Every M-Pesa payment, reconciled within seconds of the event. Amounts are decimal numbers in major units, times ISO 8601 in UTC, phone numbers masked. A manager sees the fleets in the token only; another fleet's payment answers 404.",
    license: { name: 'MIT', identifier: 'MIT' },
  },
  bearer: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: 'Claims `roles` (admin, manager) and `fleets`, each a list.',
  },
  /** What API Gateway answers by itself, before a function is asked: not in the form of a problem. */
  gatewayAnswers: {
    401: 'No valid bearer token (told by the gateway)',
    429: 'Too many requests (told by the gateway)',
  },
  gatewayBody: { type: 'object', properties: { message: { type: 'string' } } },
  idempotencyKey: {
    name: 'Idempotency-Key',
    in: 'header',
    required: false,
    description:
      'Name this write by a key of your own. Sent again with the same body it gets the first answer again; with another body it is refused.',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
} as const;
