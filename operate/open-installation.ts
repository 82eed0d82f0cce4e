import { readStage } from '../lib/stages.ts';
import type { Installation } from './installation.ts';
import { localInstallation } from './local-installation.ts';
import { stageInstallation } from './stage-installation.ts';

/**
 * Finds a stage, and points every AWS client of this process at it: the stage `local` is what `npm start` runs, any other
 * one is in AWS. Throws ConfigurationError when there is no such stage, nothing runs, or it was never deployed.
 */
export async function openInstallation(stage: string | undefined): Promise<Installation> {
  const settings = readStage(stage);
  return settings.stage === 'local' ? await localInstallation() : await stageInstallation(settings);
}
