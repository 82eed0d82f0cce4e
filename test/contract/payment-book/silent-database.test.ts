import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type MongoServer, startMongoServer } from '../../../local/mongodb/server.ts';
import { mongoConnection } from '../../../shared/adapters/mongodb/connection.ts';
import { mongoPaymentBook } from '../../../shared/adapters/mongodb/payment-book.ts';
import { mongoSettings } from '../../../shared/adapters/mongodb/settings.ts';
import { answerValidation, timeLimitMs } from '../../../shared/payments/answer-validation.ts';
import { aC2bConfirmation } from '../../support/builders/daraja-bodies.ts';
import { validationNeeds, validationToken } from '../../support/validation-needs.ts';

/** Stands before MongoDB, and swallows all that is sent once it is told to. */
async function aProxy(port: number) {
  let isSilent = false;
  const sockets = new Set<Socket>();
  const proxy = createServer((client) => {
    const server = connect(port, '127.0.0.1');
    for (const socket of [client, server]) socket.on('error', () => undefined);
    sockets.add(client).add(server);
    client.on('data', (bytes) => !isSilent && server.write(bytes));
    server.on('data', (bytes) => !isSilent && client.write(bytes));
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  return {
    uri: `mongodb://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    silence: () => {
      isSilent = true;
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise<void>((resolve) => proxy.close(() => resolve()));
    },
  };
}

describe('a validation whose check needs a database that does not answer', () => {
  const ends: (() => Promise<unknown>)[] = [];
  let dataDir: string;
  let server: MongoServer;
  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'salio-silent-'));
    server = await startMongoServer({ dataDir, port: 0 });
  });
  afterEach(async () => {
    for (const end of ends.splice(0)) await end();
  });
  afterAll(async () => {
    await server.close();
    await rm(dataDir, { recursive: true, force: true });
  });

  async function aValidation() {
    const proxy = await aProxy(server.port);
    const settings = mongoSettings.parse({ database: 'operations' });
    const connection = mongoConnection(settings, async () => proxy.uri);
    ends.push(proxy.close, connection.close);
    const { deps, unsure } = validationNeeds(mongoPaymentBook(connection, settings, () => undefined));
    const ask = async () => {
      const startedAt = performance.now();
      const answer = await answerValidation(deps, {
        token: validationToken,
        body: JSON.stringify(aC2bConfirmation()),
      });
      return { code: answer.ResultCode, ms: performance.now() - startedAt };
    };
    return { proxy, ask, unsure };
  }

  it.each(['from the first connection on', 'after it had answered'])(
    'is accepted within three seconds: silent %s',
    async (since) => {
      const { proxy, ask, unsure } = await aValidation();
      if (since === 'after it had answered') expect((await ask()).code).toBe('C2B00012');
      proxy.silence();
      const { code, ms } = await ask();
      expect(code).toBe('0');
      expect(ms).toBeLessThan(3_000);
      expect(unsure).toEqual([`no answer within ${timeLimitMs} ms`]);
    },
    20_000,
  );
});
