import { dlq, dlqUsage } from '../operate/dlq.ts';
import { runCommand } from '../operate/run-command.ts';

await runCommand(dlqUsage, () => dlq(process.argv.slice(2)));
