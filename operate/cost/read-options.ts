import { parseArgs } from 'node:util';
import { UsageError } from '../run-command.ts';

export interface CostOptions {
  readonly callbacks: number;
  readonly stage: string;
  /** Where templates already are; undefined when the stage is to be synthesized. */
  readonly assembly: string | undefined;
  /** Undefined for that of the stage. */
  readonly region: string | undefined;
  readonly asJson: boolean;
}

export const costUsage =
  'Usage: npm run cost -- --callbacks <number a month> [--stage dev] [--region <region>] [--assembly <folder of templates>] [--json]';

const mostCallbacks = 10_000_000_000;

/** Throws UsageError that names the option and what was expected. */
export function readOptions(argv: readonly string[]): CostOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      callbacks: { type: 'string' },
      stage: { type: 'string', default: 'dev' },
      assembly: { type: 'string' },
      region: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  return {
    callbacks: readCallbacks(values.callbacks),
    stage: values.stage,
    assembly: values.assembly,
    region: values.region,
    asJson: values.json,
  };
}

function readCallbacks(given: string | undefined): number {
  const expected = `--callbacks: expected a whole number from 0 to ${mostCallbacks}`;
  if (given === undefined) throw new UsageError(`${expected}, got nothing.`);
  const plain = given.replaceAll(/(?<=\d)[_,](?=\d{3}(?!\d))/g, '');
  const callbacks = Number(plain);
  if (!/^\d+$/.test(plain) || callbacks > mostCallbacks) throw new UsageError(`${expected}, got "${given}".`);
  return callbacks;
}
