import { parseArgs } from 'node:util';
import { readStage } from '../lib/stages.ts';
import { deployStage } from '../operate/deploy/deploy-stage.ts';
import { runCommand } from '../operate/run-command.ts';
import { bundleLambdas } from './bundle.ts';

const usage =
  'Usage: npm run deploy -- --stage <stage> [--yes] [--allow-loss <logical id>]… [--force] [--skip-notice] [-- <options of the CDK CLI>]';

await runCommand(usage, () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      stage: { type: 'string' },
      yes: { type: 'boolean', short: 'y', default: false },
      'allow-loss': { type: 'string', multiple: true, default: [] },
      force: { type: 'boolean', default: false },
      'skip-notice': { type: 'boolean', default: false },
    },
  });
  return deployStage({
    settings: readStage(values.stage),
    bundle: () => bundleLambdas(),
    agreed: { yes: values.yes, losses: values['allow-loss'] },
    force: values.force,
    skipNotice: values['skip-notice'],
    cdkOptions: positionals,
  });
});
