import { Worker } from 'node:worker_threads';

/** Why it does not start, and which variables its code asked nothing about. */
export interface StartUp {
  readonly fault?: string;
  readonly unread: readonly string[];
}

const probe = `
  const { parentPort, workerData } = require('node:worker_threads');
  const read = new Set();
  const note = (name) => { if (typeof name === 'string') read.add(name); };
  process.env = new Proxy({ ...workerData.environment, AWS_REGION: 'eu-west-1' }, {
    get: (all, name) => { note(name); return all[name]; },
    has: (all, name) => { note(name); return name in all; },
  });
  import(workerData.file)
    .then(({ handler }) => { if (typeof handler !== 'function') throw new Error('there is no handler'); })
    .then(() => undefined, (error) => String(error.message))
    .then((fault) => parentPort.postMessage({ fault, unread: Object.keys(workerData.environment).filter((name) => !read.has(name)) }));
`;

/** Loads a bundle as Lambda would: with this environment and nothing else. */
export const startUp = (file: string, environment: Readonly<Record<string, string>>): Promise<StartUp> =>
  new Promise((resolve, reject) => {
    const worker = new Worker(probe, { eval: true, env: {}, workerData: { file, environment } });
    worker.once('message', (message) => {
      resolve(message);
      void worker.terminate();
    });
    worker.once('error', reject);
  });
