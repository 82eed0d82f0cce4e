import { audit, auditUsage } from '../operate/audit.ts';
import { runCommand } from '../operate/run-command.ts';

await runCommand(auditUsage, () => audit(process.argv.slice(2)));
