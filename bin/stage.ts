import { parseArgs } from 'node:util';
import { hasCredentials, runCdk, synthesize } from '../lib/cdk-cli.ts';
import { nextSteps, readOutputs } from '../lib/next-steps.ts';
import { ConfigurationError, checkDeployable, readStage } from '../lib/stages.ts';
import { runCommand, UsageError } from '../operate/run-command.ts';
import { bundleLambdas } from './bundle.ts';

const usage = 'Usage: npm run synth|deploy|diff -- --stage <stage> [-- <options of the CDK CLI>]';

/** `synth`, `deploy` or `diff` of one stage, the Lambdas bundled first. Gives the exit status. */
const main = async (): Promise<number> => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { stage: { type: 'string' } },
  });
  const [command, ...cdkOptions] = positionals;
  if (command !== 'synth' && command !== 'deploy' && command !== 'diff')
    throw new UsageError('Nothing was asked for.');
  const settings = readStage(values.stage);
  if (command === 'synth') {
    await bundleLambdas();
    const status = await synthesize(settings);
    if (status === 0) console.log(`The templates of ${settings.stage} are in cdk.out.`);
    return status;
  }
  checkDeployable(settings);
  if (!(await hasCredentials(settings.region))) {
    const how = 'set AWS_PROFILE (after "aws configure" or "aws sso login"), then run it again.';
    throw new ConfigurationError(`No AWS credentials were found, and ${command} needs them: ${how}`);
  }
  await bundleLambdas();
  const status = await runCdk(command, settings, cdkOptions);
  if (status === 0 && command === 'deploy') console.log(nextSteps(settings, readOutputs()));
  return status;
};

await runCommand(usage, main);
