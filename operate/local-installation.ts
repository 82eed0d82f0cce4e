import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { ConfigurationError } from '../lib/stages.ts';
import type { Installation } from './installation.ts';

const schema = z.object({
  url: z.url(),
  region: z.string(),
  variables: z.record(z.string(), z.string()),
  queues: z.array(z.object({ name: z.string(), url: z.string(), worker: z.string().exactOptional() })),
});

/** Variables by which the functions' own AWS clients find what stands here for AWS. */
const leadsAwsClients = /^AWS_(ENDPOINT_URL.*|ACCESS_KEY_ID|SECRET_ACCESS_KEY|REGION|DEFAULT_REGION)$/;

/** What runs on this machine, as it says of itself in its state folder. */
export async function localInstallation(): Promise<Installation> {
  const folder = resolve(process.env.SALIO_STATE || '.salio');
  const notRunning = new ConfigurationError(
    `Nothing runs in ${folder}: start it with npm start, or set SALIO_STATE to the folder of what runs.`,
  );
  const found = schema.safeParse(readJson(join(folder, 'installation.json')));
  if (!found.success) throw notRunning;
  const { url, ...installation } = found.data;
  // The note of one that was killed is still there.
  const answers = await fetch(`${url}/local/status`).then(
    ({ ok }) => ok,
    () => false,
  );
  if (!answers) throw notRunning;
  const { variables } = installation;
  for (const name of Object.keys(variables).filter((each) => leadsAwsClients.test(each)))
    process.env[name] = variables[name];
  return { stage: 'local', ...installation, startJob: (job, time) => runSchedule(url, job, time) };
}

async function runSchedule(url: string, job: string, time: string): Promise<void> {
  const answer = await fetch(`${url}/local/schedules/${encodeURIComponent(job)}/run`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ time }),
  });
  if (answer.ok) return;
  const { title, detail } = (await answer.json()) as { readonly title?: string; readonly detail?: string };
  throw new Error([title, detail].filter(Boolean).join(': '));
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
