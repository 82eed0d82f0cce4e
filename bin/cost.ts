import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readStage } from '../lib/stages.ts';
import { estimate } from '../operate/cost/estimate.ts';
import { costUsage, readOptions } from '../operate/cost/read-options.ts';
import { asJson, asTable } from '../operate/cost/report.ts';
import { readResources } from '../operate/cost/resources.ts';
import { readUsage } from '../operate/cost/usage.ts';
import { runCommand } from '../operate/run-command.ts';
import { synthesizeInto } from './synthesize.ts';

/** `npm run cost`: what a month of callbacks costs in AWS, from the templates. Needs neither an account nor a network. */
const main = async (): Promise<number> => {
  const options = readOptions(process.argv.slice(2));
  const settings = readStage(options.stage);
  const scratch = mkdtempSync(join(tmpdir(), 'salio-cost-'));
  try {
    const assembly = options.assembly ?? (await synthesizeInto(scratch, settings.stage));
    const usage = readUsage();
    const estimated = estimate({
      region: options.region ?? settings.region,
      callbacks: options.callbacks,
      usage,
      resources: readResources(assembly),
    });
    const { asJson: isForMachines } = options;
    console.log(
      isForMachines ? JSON.stringify(asJson(estimated, usage), null, 2) : asTable(estimated, usage),
    );
    return 0;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
};

await runCommand(costUsage, main);
