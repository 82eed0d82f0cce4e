import { expect, it } from '@jest/globals';
import { metricsOn } from '../../../operate/cost/dashboard-metrics.ts';

const board = (...metrics: readonly unknown[]) =>
  JSON.stringify({ widgets: [{ type: 'text' }, { type: 'metric', properties: { metrics } }] });

it.each([
  ['each once, whatever is shown of it', 2, board(['A', 'x'], ['A', 'x', { stat: 'p95' }], ['A', 'y'])],
  ['those of other dimensions', 2, board(['A', 'x', 'd', '1'], ['A', 'x', 'd', '2'])],
  [
    'what only an expression looks at',
    2,
    board([{ expression: 'a / b' }], ['A', 'x', { id: 'a', visible: false }], ['A', 'y', { id: 'b' }]),
  ],
  ['as many as a SEARCH may find', 101, board([{ expression: "SEARCH('{A,d} x', 'Sum')" }], ['A', 'x'])],
  [
    'what is written in short',
    3,
    board(['A', 'x', 'd', '1'], ['.', 'y', '.', '.'], ['...', '2'], ['...', '2', { stat: 'Sum' }]),
  ],
])('counts %s', (_, count, body) => {
  expect(metricsOn(body)).toBe(count);
});

it('tells references in a template apart', () => {
  const body = board(['AWS/SQS', 'Age', 'QueueName', 'ONE'], ['AWS/SQS', 'Age', 'QueueName', 'TWO']);
  const joined = (...[one, two]: readonly object[]) => {
    const [start, , middle, , end] = body.split(/(ONE|TWO)/);
    return { 'Fn::Join': ['', [start, one, middle, two, end]] };
  };
  const queue = { 'Fn::GetAtt': ['Queue', 'QueueName'] };
  expect(metricsOn(joined(queue, { 'Fn::ImportValue': 'a:"b"' }))).toBe(2);
  expect(metricsOn(joined(queue, queue))).toBe(1);
  expect(metricsOn({ 'Fn::Sub': body })).toBe(2);
  expect(metricsOn({ 'Fn::Sub': [body, {}] })).toBe(2);
});

it('counts none where there is no body, and any number where it cannot be read', () => {
  expect(metricsOn(undefined)).toBe(0);
  expect(metricsOn({ Ref: 'Body' })).toBe(Number.POSITIVE_INFINITY);
  expect(metricsOn('no JSON')).toBe(Number.POSITIVE_INFINITY);
});
