import { quarantine, quarantineUsage } from '../operate/quarantine.ts';
import { runCommand } from '../operate/run-command.ts';

await runCommand(quarantineUsage, () => quarantine(process.argv.slice(2)));
