import { reconcile, reconcileUsage } from '../operate/reconcile.ts';
import { runCommand } from '../operate/run-command.ts';

await runCommand(reconcileUsage, () => reconcile(process.argv.slice(2)));
