import type { StageSettings } from '../../lib/stages.ts';
import { dynamoDocumentClient } from '../../shared/adapters/dynamodb/document-client.ts';
import { dynamoQuarantine } from '../../shared/adapters/dynamodb/quarantine.ts';
import { s3JsonObjects } from '../../shared/adapters/s3/json-objects.ts';
import { openInstallation } from '../open-installation.ts';
import { sendSyntheticNotice } from './synthetic-notice.ts';

const lookAt: Readonly<Record<'unanswered' | 'refused' | 'lost', string>> = {
  unanswered:
    'Does the name of the custom domain lead to API Gateway? An emulator of AWS may serve no APIs: then nothing was shown of the way of a callback.',
  refused: 'docs/runbooks/hooks-refuse.md (4xx) and docs/runbooks/hooks-fail.md (5xx) say where to look.',
  lost: 'Look at the log of reconcile-notice and at the queue: npm run dlq -- list --stage <stage>, docs/runbooks/work-waits.md.',
};

/** Has a notice go the way of a callback on a deployed stage, and says how it went. Gives whether all is well. */
export async function checkWay(settings: StageSettings, hooksUrl: string): Promise<boolean> {
  if (settings.sourceAddresses.mode === 'enforce') {
    console.log(
      "– Synthetic notice not sent: sourceAddresses.mode is enforce, so only M-Pesa's addresses get in.",
    );
    return true;
  }
  const { variables } = await openInstallation(settings.stage);
  const { PAYMENTS_TABLE: payments = '', QUARANTINE_BUCKET: bucket = '' } = variables;
  const quarantine = dynamoQuarantine(dynamoDocumentClient(), { payments }, s3JsonObjects(bucket));
  const journey = await sendSyntheticNotice({ hooksUrl, quarantine });
  if (journey.outcome === 'arrived') {
    console.log(
      `✓ A synthetic notice came through ${hooksUrl} to its function in ${(journey.afterMs / 1000).toFixed(1)} s.`,
    );
    return true;
  }
  console.error(
    `✗ The synthetic notice did not come through: ${journey.message}.\n  ${lookAt[journey.outcome]}`,
  );
  return false;
}
