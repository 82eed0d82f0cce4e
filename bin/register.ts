import { parseArgs } from 'node:util';
import { readStage } from '../lib/stages.ts';
import { openInstallation } from '../operate/open-installation.ts';
import { register } from '../operate/registration.ts';
import { runCommand, UsageError } from '../operate/run-command.ts';

const usage =
  'Usage: npm run register -- --stage <stage> --shortcode <shortcode> [--rotate | --retire] [--validation] [--response-type Completed|Cancelled] [--show] [--yes]';

/** Makes the callback URLs of a shortcode and tells M-Pesa. Gives the exit status. */
const main = async (): Promise<number> => {
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    options: {
      stage: { type: 'string' },
      shortcode: { type: 'string' },
      'response-type': { type: 'string', default: 'Completed' },
      rotate: flag,
      retire: flag,
      validation: flag,
      show: flag,
      yes: flag,
    },
  });
  const { shortcode, 'response-type': responseType, stage, ...asked } = values;
  if (shortcode === undefined || !/^\d{5,8}$/.test(shortcode))
    throw new UsageError('--shortcode: expected the digits of a paybill or till.');
  if (responseType !== 'Completed' && responseType !== 'Cancelled')
    throw new UsageError('--response-type: expected Completed or Cancelled, written so.');
  const isProduction = readStage(stage).daraja.environment === 'production';
  const installation = await openInstallation(stage);
  const print = (line: string) => console.log(line);
  return await register(installation, { ...asked, shortcode, responseType, isProduction, print });
};

await runCommand(usage, main);
