import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { bundleLambdas } from '../../bin/bundle.ts';

const require = createRequire(import.meta.url);
const driver = require.resolve('mongodb');

describe('bundling', () => {
  let folder: string;
  const write = (lambda: string, code: string) => {
    const file = join(folder, 'lambdas', `${lambda}.ts`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, code);
  };
  const bundle = () => bundleLambdas({ sources: join(folder, 'lambdas'), outdir: join(folder, 'out') });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'salio-bundles-'));
  });

  it('makes one module of each Lambda, and says how large it is and whether it holds MongoDB', async () => {
    write('payments/take-money', 'export const handler = async () => "taken";');
    write(
      'manager/read-books',
      `import { ObjectId } from '${driver}'; export const handler = () => new ObjectId();`,
    );
    write('shared-by-both', 'export const nothing = 1;');
    const bundles = await bundle();
    expect(bundles.map(({ lambda, holdsMongoDb }) => [lambda, holdsMongoDb]).sort()).toEqual([
      ['manager/read-books', true],
      ['payments/take-money', false],
    ]);
    for (const { file, lambda, bytes } of bundles) {
      expect(file).toBe(join(folder, 'out', lambda, 'handler.mjs'));
      expect(bytes).toBeGreaterThan(50);
    }
  });

  it('removes the bundle of a Lambda that is gone', async () => {
    write('payments/take-money', 'export const handler = 1;');
    write('payments/give-money', 'export const handler = 2;');
    await bundle();
    rmSync(join(folder, 'lambdas/payments/give-money.ts'));
    await bundle();
    expect(readdirSync(join(folder, 'out/payments'))).toEqual(['take-money']);
    expect(existsSync(join(folder, 'out/payments/take-money/handler.mjs'))).toBe(true);
  });

  it("reads connection strings with Node's URLs exactly as the driver does with its own", async () => {
    write('manager/connect', `export { MongoClient as handler } from '${driver}';`);
    const [bundled] = await bundle();
    const { handler: Bundled } = await import(bundled?.file ?? '');
    const { MongoClient } = require(driver);
    for (const uri of connectionStrings) {
      expect(reading(Bundled, uri)).toEqual(reading(MongoClient, uri));
    }
    expect(reading(Bundled, connectionStrings[0]).hosts).toEqual(['127.0.0.1:27027']);
  });
});

const connectionStrings = [
  'mongodb://127.0.0.1:27027/operations',
  'mongodb://user:p%40ss%2Fword@h1:27017,h2:27018,h3/db?replicaSet=rs0&authSource=admin&tls=true',
  'mongodb+srv://user:secret@cluster0.ab1cd.mongodb.net/operations?retryWrites=true&w=majority&appName=ä%20b',
  'mongodb://h/?readPreference=secondary&readPreferenceTags=dc:ny,rack:1&readPreferenceTags=',
  'mongodb://[::1]:27017/x?compressors=zlib',
  'mongodb://%2Ftmp%2Fmongodb-27017.sock/db',
  'mongodb://HÖST.example:1/',
  'mongodb://',
  'http://host',
  'mongodb://host:99999/',
  'mongodb://host/?w=majority&W=1',
];

// biome-ignore lint/suspicious/noExplicitAny: the driver and its bundled copy are two classes without a common type
const reading = (Client: any, uri: string | undefined) => {
  try {
    const { options } = new Client(uri);
    const { hosts, srvHost, credentials, dbName, tls, replicaSet, readPreference, compressors, appName } =
      options;
    const plain = { hosts: hosts.map(String), srvHost, dbName, tls, replicaSet, compressors, appName };
    return {
      ...plain,
      credentials: JSON.stringify(credentials),
      readPreference: JSON.stringify(readPreference),
    };
  } catch (error) {
    return { fault: String(error), hosts: [] };
  }
};
