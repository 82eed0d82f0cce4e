import { parseArgs } from 'node:util';
import { readStage } from '../lib/stages.ts';
import { destroyStage } from '../operate/deploy/destroy-stage.ts';
import { runCommand } from '../operate/run-command.ts';

const usage = 'Usage: npm run destroy -- --stage <stage> [--confirm <stage>]';

await runCommand(usage, () => {
  const { values } = parseArgs({ options: { stage: { type: 'string' }, confirm: { type: 'string' } } });
  return destroyStage(readStage(values.stage), values.confirm);
});
