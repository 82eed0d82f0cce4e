import { describe, expect, it } from '@jest/globals';
import { lossesOf, lossLine } from '../../../operate/deploy/losses.ts';

const table = (
  properties: object,
  policies: object = { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' },
) => ({
  Type: 'AWS::DynamoDB::Table',
  Properties: {
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    ...properties,
  },
  ...policies,
});
const template = (Resources: object) => ({ Resources });
const losses = (before: object, after: object) =>
  lossesOf('salio-dev-data', template(before), template(after));

describe('what a deployment would lose', () => {
  it.each([
    ['nothing changed', { Payments: table({}) }, { Payments: table({}) }],
    ['one is new', {}, { Payments: table({}) }],
    [
      'an index more',
      { Payments: table({}) },
      {
        Payments: table({
          AttributeDefinitions: [
            { AttributeName: 'dueAt', AttributeType: 'N' },
            { AttributeName: 'pk', AttributeType: 'S' },
          ],
          GlobalSecondaryIndexes: [{ IndexName: 'due' }],
        }),
      },
    ],
    ['a function is gone', { Job: { Type: 'AWS::Lambda::Function' } }, {}],
  ])('is nothing when %s', (_, before, after) => {
    expect(losses(before, after)).toEqual([]);
  });

  it.each([
    ['the key of a table', { Payments: table({}) }, { Payments: table({ KeySchema: [] }) }, ['KeySchema']],
    [
      'the kind of an attribute',
      { Payments: table({}) },
      { Payments: table({ AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'N' }] }) },
      ['AttributeDefinitions'],
    ],
    [
      'a name given to a table',
      { Payments: table({}) },
      { Payments: table({ TableName: 'p' }) },
      ['TableName'],
    ],
    [
      'the name of a bus',
      { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'a' } } },
      { Bus: { Type: 'AWS::Events::EventBus', Properties: { Name: 'b' } } },
      ['Name'],
    ],
  ])('is what is replaced: %s', (_, before, after, properties) => {
    expect(losses(before, after)).toMatchObject([{ how: 'replaced', properties }]);
  });

  it('is what is no longer there, also under another logical id', () => {
    const [loss] = losses({ Payments: table({}) }, { PaymentsTable: table({}) });
    expect(loss).toMatchObject({ logicalId: 'Payments', how: 'deleted', isKept: true });
    expect(loss && lossLine(loss)).toBe(
      'Payments (AWS::DynamoDB::Table, salio-dev-data) would be deleted: the old one is kept, and nothing uses it',
    );
  });

  it('says when nothing is kept of it', () => {
    const [loss] = losses({ Payments: table({}, { DeletionPolicy: 'Delete' }) }, {});
    expect(loss && lossLine(loss)).toContain('would be deleted: with all that it holds');
  });
});
