import { buildApp } from '../lib/app.ts';
import { ConfigurationError } from '../lib/stages.ts';

/** The CDK app of the stage named by `-c stage=…` or SALIO_STAGE. */
try {
  buildApp().synth();
} catch (fault) {
  // The findings of a failed validation were printed already.
  const isExpected = fault instanceof ConfigurationError || (fault as Error).name === 'ValidationFailed';
  if (!isExpected) throw fault;
  console.error((fault as Error).message);
  process.exitCode = 1;
}
