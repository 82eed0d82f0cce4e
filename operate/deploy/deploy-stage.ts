import { checkDeployable, type StageSettings } from '../../lib/stages.ts';
import { examine } from '../doctor/examine.ts';
import { line } from '../doctor/finding.ts';
import { type Agreed, approve } from './approve.ts';
import { runCdk, synthesize, synthesizedStacks } from './cdk-cli.ts';
import { checkWay } from './check-way.ts';
import { findLosses } from './deployed-stacks.ts';
import { missingSecrets } from './missing-secrets.ts';
import { nextSteps, readOutputs } from './next-steps.ts';

export interface Deployment {
  readonly settings: StageSettings;
  /** Bundles the Lambdas. */
  readonly bundle: () => Promise<unknown>;
  readonly agreed: Agreed;
  /** Deploys although the doctor found something wrong. */
  readonly force: boolean;
  /** Sends no notice through the URL afterwards. */
  readonly skipNotice: boolean;
  /** For the CDK CLI. */
  readonly cdkOptions: readonly string[];
}

/** Checks, builds, shows and deploys a stage, and sees that a callback comes through. Gives the exit status. */
export async function deployStage(deployment: Deployment): Promise<number> {
  const { settings, agreed, force, skipNotice, cdkOptions } = deployment;
  checkDeployable(settings);
  if (!(await isHealthy(settings.stage, force))) return 1;
  await deployment.bundle();
  if ((await synthesize(settings)) !== 0) return 1;
  if ((await runCdk('diff', settings)) !== 0) return 1;
  const approval = await approve(
    settings.stage,
    await findLosses(settings.region, synthesizedStacks()),
    agreed,
  );
  if (!approval.ok) {
    console.error(approval.message);
    return 1;
  }
  const status = await runCdk('deploy', settings, cdkOptions);
  if (status !== 0) return status;
  const outputs = readOutputs();
  console.log('');
  const comesThrough = skipNotice || (await checkWay(settings, outputs.HooksUrl ?? ''));
  console.log(nextSteps(settings, outputs, await missingSecrets(settings)));
  return comesThrough ? 0 : 1;
}

async function isHealthy(stage: string, force: boolean): Promise<boolean> {
  const found = await examine(stage, Date.now());
  console.log(`${found.map(line).join('\n')}\n`);
  const wrong = found.filter(({ verdict }) => verdict === 'wrong');
  if (wrong.length === 0) return true;
  if (force) {
    console.log(`Deploying nevertheless (--force), with ${wrong.length} of these wrong.\n`);
    return true;
  }
  const lines = wrong.map((finding) => `  ${line(finding)}`);
  console.error(
    ['Nothing was deployed: mend this first (--force deploys nevertheless):', ...lines].join('\n'),
  );
  return false;
}
