import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { playDemo } from '../local/demo.ts';
import { pollBalances } from '../local/demo-balances.ts';
import { StartFailure } from '../local/runtime/start-failure.ts';
import { startSalio } from '../local/start-salio.ts';
import { onStopSignal } from '../local/surface/stop-signals.ts';
import { progressBar } from './progress-bar.ts';
import { synthesizeLocally } from './synthesize.ts';

/** `npm run demo`: two days of trade through the whole system, on free ports and in a folder of its own. */
async function demo(): Promise<boolean> {
  const stateDir = mkdtempSync(join(tmpdir(), 'salio-demo-'));
  const warnings: string[] = [];
  try {
    console.log('Starting the whole system on this machine …');
    const salio = await startSalio({
      port: 0,
      mongodbPort: 0,
      stateDir,
      elsewhere: {},
      synthesize: synthesizeLocally,
      log: (line) => warnings.push(line),
    });
    onStopSignal(async () => {
      await salio.close();
      rmSync(stateDir, { recursive: true, force: true });
    });
    try {
      const print = (line: string) => console.log(line);
      const isPlayed = await playDemo(salio, progressBar, print);
      return (await pollBalances(salio, print)) && isPlayed;
    } finally {
      await salio.close();
    }
  } finally {
    if (process.env.SALIO_KEEP) console.log(`State and logs are kept in ${stateDir}`);
    else rmSync(stateDir, { recursive: true, force: true });
  }
}

try {
  process.exit((await demo()) ? 0 : 1);
} catch (error) {
  if (!(error instanceof StartFailure)) throw error;
  console.error(error.message);
  process.exit(1);
}
