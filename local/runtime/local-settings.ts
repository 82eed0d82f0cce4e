import { z } from 'zod';
import type { ElsewhereEngines } from './engines/start-engines.ts';
import { StartFailure } from './start-failure.ts';

/** What the environment of `npm start` decides. */
export interface LocalSettings {
  readonly port: number;
  readonly mongodbPort: number;
  readonly stateDir: string;
  readonly elsewhere: ElsewhereEngines;
}

const port = z
  .string()
  .regex(/^\d{1,5}$/, 'must be a port number')
  .transform(Number)
  .refine((value) => value <= 65_535, 'must be a port number');
const url = z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// URL' }).optional();

const schema = z.object({
  PORT: port.default(4000),
  MONGODB_PORT: port.default(27_027),
  SALIO_STATE: z.string().default('.salio'),
  DYNAMODB_ENDPOINT: url,
  SQS_ENDPOINT: url,
  S3_ENDPOINT: url,
  MONGODB_URI: z
    .string()
    .regex(/^mongodb(\+srv)?:\/\//, 'must begin with mongodb:// or mongodb+srv://')
    .optional(),
});

/** Reads the environment; an empty variable counts as none. Throws StartFailure that names every bad variable. */
export function readLocalSettings(environment: Readonly<Record<string, string | undefined>>): LocalSettings {
  const given = Object.entries(environment).filter(([, value]) => value !== undefined && value !== '');
  const parsed = schema.safeParse(Object.fromEntries(given));
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
    throw new StartFailure(`The environment is not right: ${faults.join('; ')}.`);
  }
  const { PORT, MONGODB_PORT, SALIO_STATE, ...elsewhere } = parsed.data;
  return { port: PORT, mongodbPort: MONGODB_PORT, stateDir: SALIO_STATE, elsewhere };
}
