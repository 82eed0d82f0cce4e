import { buildApp } from '../lib/app.ts';
import { ConfigurationError } from '../lib/stages.ts';

/** The CDK app of the stage named by `-c stage=…` or SALIO_STAGE. */
try {
  buildApp().synth();
} catch (fault) {
  if (!(fault instanceof ConfigurationError)) throw fault;
  console.error(fault.message);
  process.exitCode = 1;
}
