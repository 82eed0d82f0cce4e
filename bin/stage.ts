import { parseArgs } from 'node:util';
import { hasCredentials, runCdk } from '../lib/cdk-cli.ts';
import { nextSteps, readOutputs } from '../lib/next-steps.ts';
import { ConfigurationError, checkDeployable, readStage } from '../lib/stages.ts';
import { bundleLambdas } from './bundle.ts';

const usage = 'Usage: npm run synth|deploy|diff -- --stage <stage> [-- <options of the CDK CLI>]';

/** `synth`, `deploy` or `diff` of one stage: bundles the Lambdas, then lets the CDK CLI do the rest. */
const main = async (): Promise<number> => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { stage: { type: 'string' } },
  });
  const [command = '', ...cdkOptions] = positionals;
  if (!['synth', 'deploy', 'diff'].includes(command)) throw new ConfigurationError(usage);
  const settings = readStage(values.stage);
  if (command !== 'synth') {
    checkDeployable(settings);
    if (!(await hasCredentials(settings.region))) {
      throw new ConfigurationError(
        `No AWS credentials were found, and ${command} needs them: set AWS_PROFILE (after "aws configure" or "aws sso login"), then run it again.`,
      );
    }
  }
  await bundleLambdas();
  const status = await runCdk(command, settings, cdkOptions);
  if (status === 0 && command === 'synth') console.log(`The templates of ${settings.stage} are in cdk.out.`);
  if (status === 0 && command === 'deploy') console.log(nextSteps(settings, readOutputs()));
  return status;
};

try {
  process.exitCode = await main();
} catch (fault) {
  if (fault instanceof ConfigurationError) console.error(fault.message);
  else if ((fault as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS'))
    console.error(`${(fault as Error).message}\n${usage}`);
  else throw fault;
  process.exitCode = 1;
}
