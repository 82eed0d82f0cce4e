import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { sendSyntheticNotice } from '../../operate/deploy/synthetic-notice.ts';
import { openInstallation } from '../../operate/open-installation.ts';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoQuarantine } from '../../shared/adapters/dynamodb/quarantine.ts';
import { s3JsonObjects } from '../../shared/adapters/s3/json-objects.ts';
import { syntheticBody } from '../../shared/mpesa/synthetic-notice.ts';
import { postAsStranger } from '../support/post-as-stranger.ts';
import { eventually, type RunningSalio, salioProcess, startLimitMs } from '../support/running-salio.ts';

jest.setTimeout(startLimitMs + 90_000);

let salio: RunningSalio;

beforeAll(async () => {
  salio = await salioProcess();
  await salio.start();
});
afterAll(() => salio.close());

/** Logs and metrics of all functions. */
const written = async () => [...(await salio.logs()).values()].join('\n');
const handled = (text: string): number => text.split(/"MessagesHandled":(?=\[?\d)/).length - 1;

describe('the notice that a deployment sends', () => {
  it('goes the way of a callback to the end, and is no refused callback', async () => {
    process.env.SALIO_STATE = salio.stateDir;
    const { variables } = await openInstallation('local');
    const {
      CALLBACK_BASE_URL: hooksUrl = '',
      PAYMENTS_TABLE: payments = '',
      QUARANTINE_BUCKET = '',
    } = variables;
    const quarantine = dynamoQuarantine(
      dynamoDocumentClient(),
      { payments },
      s3JsonObjects(QUARANTINE_BUCKET),
    );
    const journey = await sendSyntheticNotice({ hooksUrl, quarantine });
    expect(journey).toMatchObject({ outcome: 'arrived' });
    expect((await quarantine.list({ limit: 10 })).map(({ reason }) => reason)).toEqual(['synthetic']);
    const counted = await written();
    expect(counted).toContain('MessagesHandled');
    expect(counted).not.toMatch(/NoticesQuarantined|NoticesAccepted":1/);
  });

  it('is nobody unknown, wherever a deployment is made from', async () => {
    const { hostname, port } = salio.address();
    const url = `http://${hostname}:${port}/hooks/${'f'.repeat(48)}/c2b`;
    const before = handled(await written());
    await postAsStranger(`${url}/confirmation`, syntheticBody('2026-11-26T12:00:00.000Z'));
    const asked = await postAsStranger(`${url}/validation`, '{}');
    expect(JSON.parse(asked)).toMatchObject({ ResultCode: '0' });
    const text = await eventually(
      written,
      (now) => handled(now) > before && now.includes('"ValidationsUnknown":'),
    );
    expect(handled(text)).toBeGreaterThan(before);
    expect(text).toMatch(/"ValidationsUnknown":\[?1/);
    expect(text).not.toContain('UnknownSourceAddress');
  });

  it('says when the URL does not answer, or refuses', async () => {
    const quarantine = { list: async () => [] };
    const limitsMs = { answer: 0, arrival: 0 };
    const nobody = await sendSyntheticNotice({ hooksUrl: 'http://127.0.0.1:9', quarantine, limitsMs });
    expect(nobody).toMatchObject({ outcome: 'unanswered' });
    const { variables } = await openInstallation('local');
    const hooksUrl = `${variables.CALLBACK_BASE_URL}/elsewhere`;
    expect(await sendSyntheticNotice({ hooksUrl, quarantine, limitsMs })).toMatchObject({
      outcome: 'refused',
    });
    const taken = { hooksUrl: variables.CALLBACK_BASE_URL ?? '', quarantine, limitsMs };
    expect(await sendSyntheticNotice(taken)).toMatchObject({ outcome: 'lost' });
  });
});
