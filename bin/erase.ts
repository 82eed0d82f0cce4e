import { erase, eraseUsage } from '../operate/erase.ts';
import { runCommand } from '../operate/run-command.ts';

await runCommand(eraseUsage, () => erase(process.argv.slice(2)));
