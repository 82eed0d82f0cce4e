import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from '@jest/globals';
import { StartFailure } from '../../../local/runtime/start-failure.ts';
import { simulatedMpesa } from '../../support/simulated-mpesa.ts';

const pay = { shortcode: '600111', reference: 'INV-1', amount: 100, phone: '254700000111', channel: 'c2b' };

it('names what it kept when that is damaged', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-'));
  writeFileSync(join(folder, 'mpesa.sqlite'), 'no such thing '.repeat(500));
  const starting = simulatedMpesa({ folder });
  await expect(starting).rejects.toThrow(StartFailure);
  await expect(starting).rejects.toThrow(
    /mpesa\.sqlite is damaged \(file is not a database\): remove the folder .*SALIO_STATE/,
  );
  rmSync(folder, { recursive: true, force: true });
});

describe('the simulator after a restart', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mpesa-'));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('still knows who paid, never repeats a receipt, and sends what it owed', async () => {
    const before = await simulatedMpesa({ folder });
    await before.local('POST', '/local/mpesa/pay', pay);
    await before.simulator.idle();
    await before.local('PUT', '/local/mpesa/faults', { delay_ms: 3_000 });
    const owed = (await before.local('POST', '/local/mpesa/pay', { ...pay, reference: 'INV-2' })).body as {
      receipt: string;
    };
    await before.simulator.close();
    expect(before.received.filter(({ path }) => path.endsWith('confirmation'))).toHaveLength(1);

    const url = new URL(before.received[0]?.path ?? '', 'http://localhost');
    expect(url.pathname).toContain('/hooks/');
    const after = await simulatedMpesa({ folder });
    expect(after.simulator.ledger.paid(owed.receipt)).toMatchObject({ reference: 'INV-2' });
    const next = (await after.local('POST', '/local/mpesa/pay', { ...pay, reference: 'INV-3' })).body as {
      receipt: string;
    };
    expect(next.receipt).not.toBe(owed.receipt);
    expect(after.simulator.ledger.count()).toBe(3);
    after.simulator.resume();
    await after.simulator.idle();
    // It went to the URL of its time, where the first receiver still listens.
    expect(
      before.received.filter(({ body }) => body.TransID === owed.receipt && body.OrgAccountBalance !== ''),
    ).toHaveLength(1);
    await after.close();
    before.closeReceiver();
  });
});
