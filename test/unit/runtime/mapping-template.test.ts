// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these placeholders are not JavaScript's
import { describe, expect, it } from '@jest/globals';
import { compileTemplate, type MappingInput } from '../../../local/runtime/gateway/mapping-template.ts';

const body = '{"name":"O\'Neil & Söhne 😀","amount":10.50,"items":[{"id":1},{"id":2}],"a-b":true}';
const input: MappingInput = {
  request: {
    id: 'request-1',
    receivedAt: 1_700_000_000_000,
    method: 'POST',
    path: '/x/y',
    rawQuery: 'q=1&q=2',
    query: new URLSearchParams('q=1&q=2'),
    headers: { 'user-agent': 'tester' },
    body: Buffer.from(body),
    sourceIp: '10.0.0.1',
  },
  body,
  pathParameters: { token: 'a b/c' },
  context: {
    requestId: 'request-1',
    requestTimeEpoch: 1_700_000_000_000,
    identity: { sourceIp: '10.0.0.1' },
  },
  stageVariables: { colour: 'red' },
};
const render = (template: string) => compileTemplate(template)(input);

describe('a mapping template', () => {
  it.each([
    ['$input.body', body],
    ['${input.body}', body],
    ["$input.params('token')", 'a b/c'],
    ["$input.params('q')", '2'],
    ["$input.params('User-Agent')", 'tester'],
    ["[$input.params('nothing')]", '[]'],
    ['$input.params().path.token', 'a b/c'],
    ["$input.json('$.items[1]')", '{"id":2}'],
    ["$input.json('$')", JSON.stringify(JSON.parse(body))],
    ["$input.path('$.items[0].id')", '1'],
    ["$input.path('$.a-b')", 'true'],
    [
      '$context.requestId $context.identity.sourceIp $context.requestTimeEpoch',
      'request-1 10.0.0.1 1700000000000',
    ],
    ['$stageVariables.colour', 'red'],
    ["$util.base64Decode($util.base64Encode('ö'))", 'ö'],
    ["$util.urlDecode($util.urlEncode('a b&=+%😀'))", 'a b&=+%😀'],
    ["$util.escapeJavaScript('a\"b')", 'a\\"b'],
    ["#set($items = $input.path('$.items'))#foreach($item in $items)$item.id,#end", '1,2,'],
    [
      `#foreach($part in $input.body.split("'"))$part#if($foreach.hasNext)_#end#end`,
      body.replaceAll("'", '_'),
    ],
    ["#if($input.params('token') == 'x')yes#{else}no#end", 'no'],
    ['{"price": "$ 5", "note": "#1"}', '{"price": "$ 5", "note": "#1"}'],
  ])('renders %s', (template, expected) => {
    expect(render(template)).toBe(expected);
  });

  it('writes a form that gives back the body as it came', () => {
    const form = new URLSearchParams(
      render(
        "Action=SendMessage&MessageBody=$util.urlEncode($input.body)&Token=$util.urlEncode($input.params('token'))",
      ),
    );
    expect(Object.fromEntries(form)).toEqual({ Action: 'SendMessage', MessageBody: body, Token: 'a b/c' });
  });

  it.each(['$method.request.path.token', '$request.body', '$inputs.body'])(
    'refuses %s, which API Gateway would print',
    (template) => {
      expect(() => compileTemplate(template)).toThrow('API Gateway does not have');
    },
  );
});
