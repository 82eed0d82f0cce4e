import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { stageSettings } from '../../../lib/stages.ts';
import { destroyStage } from '../../../operate/deploy/destroy-stage.ts';
import { type CannedCloudFormation, startCannedCloudFormation } from '../../support/canned-cloudformation.ts';

const settings = stageSettings('dev', {
  region: 'eu-west-1',
  daraja: { environment: 'sandbox' },
  removal: 'destroy',
});
const stacks = ['operations', 'manager', 'pipeline', 'data'].map((name) => `salio-dev-${name}`);
const before = { ...process.env };
let aws: CannedCloudFormation;
let said: string[];

beforeAll(async () => {
  aws = await startCannedCloudFormation();
  const { endpoint: AWS_ENDPOINT_URL } = aws;
  Object.assign(process.env, { AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID: 'x', AWS_SECRET_ACCESS_KEY: 'x' });
});
afterAll(async () => {
  process.env = before;
  await aws.stop();
});
beforeEach(() => {
  said = [];
  for (const name of stacks) aws.stacks.set(name, 'gone');
  aws.keptObjects.clear();
  for (const way of ['log', 'error'] as const)
    jest.spyOn(console, way).mockImplementation((text) => void said.push(String(text)));
});
afterEach(() => {
  jest.restoreAllMocks();
});

const destroy = async () => ({ status: await destroyStage(settings, 'dev'), said: said.join('\n') });

describe('the end of a stage', () => {
  it('takes every stack, those that use others first', async () => {
    const ended = await destroy();
    expect(ended.said.match(/salio-dev-\w+(?=: deleted)/g)).toEqual(stacks);
    expect(ended.said).toContain('3 objects deleted from salio-bucket');
    expect(ended.said).toContain('Stage dev is gone');
    expect(ended.status).toBe(0);
  });

  it('that was never there, or is gone, is told to be so, with where it was looked for', async () => {
    aws.stacks.clear();
    expect(await destroy()).toEqual({
      status: 0,
      said: 'Nothing of stage dev was found in eu-west-1 of account 000000000000. Nothing was deleted.',
    });
  });

  it('goes on with what an earlier try left', async () => {
    for (const name of stacks.slice(0, 3)) aws.stacks.delete(name);
    const ended = await destroy();
    expect(ended.said).toContain('salio-dev-data: deleted');
    expect(ended.said).toContain('Stage dev is gone');
    expect(ended.status).toBe(0);
  });

  it('stops at a stack that stays, and says which of its resources refused, why, and how to go on', async () => {
    aws.stacks.set('salio-dev-pipeline', { Worker: 'is not authorized to perform: lambda:DeleteFunction' });
    const ended = await destroy();
    expect(ended).toEqual({
      status: 1,
      said: expect.stringContaining(
        'salio-dev-pipeline could not be deleted:\n  Worker (AWS::Test::Worker): is not authorized to perform: lambda:DeleteFunction\n',
      ),
    });
    expect(ended.said).toContain('npm run destroy -- --stage dev');
    expect(ended.said).not.toMatch(/of a try long ago|Stage dev is gone/);
    expect([...aws.stacks.keys()]).toEqual(['salio-dev-pipeline', 'salio-dev-data']);
  });

  it('stops at objects that stay, before their stack goes', async () => {
    aws.keptObjects.set('one', 'AccessDenied').set('two', 'AccessDenied');
    const ended = await destroy();
    expect(ended.said).toContain('1 object deleted from salio-bucket');
    expect(ended.said).toContain('2 objects of salio-bucket could not be deleted:\n  AccessDenied\n');
    expect(ended.status).toBe(1);
    expect([...aws.stacks.keys()]).toEqual(['salio-dev-data']);
  });
});
