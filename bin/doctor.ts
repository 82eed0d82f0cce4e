import { parseArgs } from 'node:util';
import { examine } from '../operate/doctor/examine.ts';
import { line } from '../operate/doctor/finding.ts';
import { runCommand } from '../operate/run-command.ts';

const usage = 'Usage: npm run doctor -- --stage <stage> [--json]';

/** Looks at all that a deployment needs, and says what is wrong. The exit status is 1 if anything is. */
await runCommand(usage, async () => {
  const { values } = parseArgs({ options: { stage: { type: 'string' }, json: { type: 'boolean' } } });
  const found = await examine(values.stage, Date.now());
  const ok = found.every(({ verdict }) => verdict !== 'wrong');
  console.log(
    values.json
      ? JSON.stringify({ stage: values.stage, ok, findings: found }, null, 2)
      : found.map(line).join('\n'),
  );
  return ok ? 0 : 1;
});
