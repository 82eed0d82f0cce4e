import { parseArgs } from 'node:util';
import { ConfigurationError, checkDeployable, readStage } from '../lib/stages.ts';
import { hasCredentials, runCdk, synthesize } from '../operate/deploy/cdk-cli.ts';
import { runCommand, UsageError } from '../operate/run-command.ts';
import { bundleLambdas } from './bundle.ts';

const usage = 'Usage: npm run synth|diff -- --stage <stage> [-- <options of the CDK CLI>]';

/** `synth` or `diff` of one stage, the Lambdas bundled first. Gives the exit status. */
const main = async (): Promise<number> => {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: { stage: { type: 'string' } },
  });
  const [command, ...cdkOptions] = positionals;
  if (command !== 'synth' && command !== 'diff') throw new UsageError('Nothing was asked for.');
  const settings = readStage(values.stage);
  if (command === 'diff') {
    checkDeployable(settings);
    if (!(await hasCredentials(settings.region))) {
      const how = 'set AWS_PROFILE (after "aws configure" or "aws sso login"), then run it again.';
      throw new ConfigurationError(`No AWS credentials were found, and diff needs them: ${how}`);
    }
  }
  await bundleLambdas();
  const status = await synthesize(settings);
  if (status !== 0) return status;
  if (command === 'diff') return runCdk('diff', settings, cdkOptions);
  console.log(`The templates of ${settings.stage} are in cdk.out.`);
  return 0;
};

await runCommand(usage, main);
