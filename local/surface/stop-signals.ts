import type { StartFailure } from '../runtime/start-failure.ts';

/** Says in one line why it cannot go on, stops what runs and exits with 1. */
export function endFor(failure: StartFailure, stop: () => Promise<void>): void {
  console.error(failure.message);
  const exit = () => process.exit(1);
  stop().then(exit, exit);
}

/**
 * Calls `stop` on the first Ctrl-C or SIGTERM and then exits; a second one does not wait.
 *
 * @param exitCode of a process that stopped as it was asked to.
 */
export function onStopSignal(stop: () => Promise<void>, exitCode = 0): void {
  let asked = false;
  const handle = (signal: NodeJS.Signals) => {
    if (asked) process.exit(1);
    asked = true;
    console.log(`\n${signal}: stopping. Once more to stop at once.`);
    stop().then(
      () => process.exit(exitCode),
      (error: Error) => {
        console.error(`Stopping failed: ${error.message}`);
        process.exit(1);
      },
    );
  };
  process.on('SIGINT', handle);
  process.on('SIGTERM', handle);
}
