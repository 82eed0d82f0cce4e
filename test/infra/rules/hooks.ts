import { expect, it } from '@jest/globals';
import { render } from 'velocityjs';
import { forbiddenWordsIn } from '../../../lib/daraja.ts';
import { flat, type Json, type Synthesized } from '../support/synthesized.ts';

const paymentChannels = {
  '/hooks/{token}/stk': { channel: 'stk' },
  '/hooks/{token}/c2b/confirmation': { channel: 'c2b/confirmation' },
  '/hooks/{token}/status/{id}/result': { channel: 'status/result', query_id: 'id-value' },
  '/hooks/{token}/status/{id}/timeout': { channel: 'status/timeout', query_id: 'id-value' },
  '/hooks/{token}/{channel+}': { channel: 'unknown', path: 'channel-value' },
};
const balanceChannels = {
  '/hooks/{token}/balance/{id}/result': { channel: 'balance/result', query_id: 'id-value' },
  '/hooks/{token}/balance/{id}/timeout': { channel: 'balance/timeout', query_id: 'id-value' },
};
const channels = { ...paymentChannels, ...balanceChannels };
const validation = '/hooks/{token}/c2b/validation';
const context = {
  identity: { sourceIp: '196.201.214.200' },
  requestId: 'r 1',
  requestTimeEpoch: 1_795_000_000_000,
};
const body = `{"Name":"O'Neil & Søn's","x":"a+b=\\"c\\"\\\\ %20"}`;

/** The API that Safaricom calls. */
export const hooks = (synthesized: Synthesized): void => {
  const { settings, of } = synthesized;
  const parts = new Map(of('AWS::ApiGateway::Resource').map(({ id, properties }) => [id, properties]));
  const pathOf = (id: string): string => {
    const part = parts.get(id);
    return part === undefined ? '' : `${pathOf(part.ParentId.Ref ?? '')}/${part.PathPart}`;
  };
  const methods = new Map<string, Json>(
    of('AWS::ApiGateway::Method').map(({ properties }) => [pathOf(properties.ResourceId.Ref), properties]),
  );

  it('takes POST on the channels and nothing else', () => {
    expect([...methods.keys()].sort()).toEqual([...Object.keys(channels), validation].sort());
    expect([...methods.values()].map(({ HttpMethod: method }) => method)).toEqual(
      [...methods].map(() => 'POST'),
    );
  });

  it('has no word in its paths for which Daraja refuses a URL', () => {
    const urls = [...methods.keys()].map(
      (path) => `https://${settings.domain?.name ?? 'host'}/${settings.stage}${path}`,
    );
    expect(urls.flatMap(forbiddenWordsIn)).toEqual([]);
  });

  it('takes JSON only, and lets no other body through', () => {
    for (const { Integration: integration } of methods.values()) {
      expect(integration.PassthroughBehavior).toBe('NEVER');
      expect(Object.keys(integration.RequestTemplates)).toEqual(['application/json']);
    }
  });

  it.each(Object.entries(channels))(
    '%s: puts the whole body onto the queue, with all that is known',
    (path, attributes) => {
      const { Integration: integration } = methods.get(path);
      const queue = path in balanceChannels ? 'BalanceResults' : 'PaymentNotices';
      expect(flat(integration.Uri)).toMatch(new RegExp(`:sqs:path/.+${queue}.*QueueName>$`));
      const sent = new URLSearchParams(rendered(integration.RequestTemplates['application/json']));
      expect(sent.get('Action')).toBe('SendMessage');
      expect(sent.get('MessageBody')).toBe(body);
      expect(attributesOf(sent)).toEqual({
        ...attributes,
        token: 'token-value',
        source_ip: '196.201.214.200',
        request_id: 'r 1',
        received_at: '1795000000000',
      });
    },
  );

  it.each(Object.keys(channels))('%s: says Accepted only if SQS has it', (path) => {
    const answers = methods.get(path).Integration.IntegrationResponses;
    expect(answers.map((answer: Json) => [answer.SelectionPattern, answer.StatusCode])).toEqual([
      ['200', '200'],
      ['400|413', '400'],
      [undefined, '500'],
    ]);
    const codes = answers.map(
      (answer: Json) => JSON.parse(answer.ResponseTemplates['application/json']).ResultCode,
    );
    expect(codes).toEqual([0, 1, 1]);
  });

  it.each(Object.keys(channels))('%s: blames the callback only for what SQS says of its body', (path) => {
    const answers = methods.get(path).Integration.IntegrationResponses;
    const answerTo = (status: string): string =>
      answers.find(({ SelectionPattern: pattern }: Json) => new RegExp(`^(?:${pattern})$`).test(status))
        ?.StatusCode ?? answers.find((answer: Json) => answer.SelectionPattern === undefined).StatusCode;
    expect(['200', '400', '413'].map(answerTo)).toEqual(['200', '400', '400']);
    expect(['301', '403', '404', '429', '500', '503'].map(answerTo)).toEqual(Array(6).fill('500'));
  });

  it('asks the validation function with the body as it came', () => {
    const question = JSON.parse(
      rendered(methods.get(validation).Integration.RequestTemplates['application/json']),
    );
    expect(question).toEqual({ token: 'token-value', sourceIp: '196.201.214.200', requestId: 'r 1', body });
  });

  it.each([
    [
      'an answer',
      { ResultCode: 'C2B00012', ResultDesc: 'Rejected' },
      { ResultCode: 'C2B00012', ResultDesc: 'Rejected' },
    ],
    [
      'a failure',
      { errorMessage: 'Task timed out after 6.00 seconds' },
      { ResultCode: '0', ResultDesc: 'Accepted' },
    ],
    ['nothing', null, { ResultCode: '0', ResultDesc: 'Accepted' }],
  ])('accepts a payment unless the validation function refused it: %s', (_, answer, expected) => {
    const [response, ...others] = methods.get(validation).Integration.IntegrationResponses;
    expect([response.StatusCode, response.SelectionPattern, others]).toEqual(['200', undefined, []]);
    const input = { path: () => (answer as Json)?.ResultCode ?? '', json: () => JSON.stringify(answer) };
    expect(JSON.parse(render(response.ResponseTemplates['application/json'], { input }))).toEqual(expected);
  });

  it('writes the token into no log and no trace', () => {
    const [stage] = of('AWS::ApiGateway::Stage');
    expect(stage?.properties.AccessLogSetting.Format).not.toMatch(
      /context\.path|requestOverride|\$input|authorizer/,
    );
    expect(stage?.properties).toMatchObject({ TracingEnabled: false });
    for (const setting of stage?.properties.MethodSettings ?? []) {
      expect(setting).toMatchObject({ LoggingLevel: 'OFF', DataTraceEnabled: false });
      expect([setting.ThrottlingRateLimit, setting.ThrottlingBurstLimit]).toEqual([
        settings.hooks.ratePerSecond,
        settings.hooks.burst,
      ]);
    }
  });

  it('refuses other addresses only where the stage says so', () => {
    const [api] = of('AWS::ApiGateway::RestApi');
    const enforced = api?.properties.Policy?.Statement[0].Condition.IpAddress['aws:SourceIp'];
    const { mode, addresses } = settings.sourceAddresses;
    expect(enforced).toEqual(mode === 'enforce' ? addresses : undefined);
  });
};

const encode = (text: string) => encodeURIComponent(text).replaceAll('%20', '+');

const rendered = (template: string): string =>
  render(template, {
    context,
    input: { body, params: (name: string) => `${name}-value` },
    util: {
      urlEncode: (text: unknown) => encode(String(text)),
      escapeJavaScript: (text: string) => JSON.stringify(text).slice(1, -1).replaceAll("'", "\\'"),
    },
  });

const attributesOf = (sent: URLSearchParams): Readonly<Record<string, string | null>> => {
  const names = [...sent.entries()].filter(([key]) => key.endsWith('.Name'));
  expect(names.length).toBeLessThanOrEqual(10);
  return Object.fromEntries(
    names.map(([key, name]) => {
      const attribute = key.slice(0, -'.Name'.length);
      expect(sent.get(`${attribute}.Value.DataType`)).toBe('String');
      return [name, sent.get(`${attribute}.Value.StringValue`)];
    }),
  );
};
