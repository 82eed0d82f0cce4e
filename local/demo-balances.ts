import { setTimeout as pause } from 'node:timers/promises';
import { dynamoCheckLedger } from '../shared/adapters/dynamodb/balance-checks.ts';
import { formatMoney } from '../shared/kernel/money.ts';
import { days } from '../shared/kernel/time.ts';
import { trades } from './sample/partners.ts';
import type { LocalSalio } from './start-salio.ts';

const waitMs = 60_000;

/**
 * Runs one balance poll over the sample's shortcodes, and compares each reading with what M-Pesa has on the watched account.
 *
 * @returns what differs.
 */
export async function pollBalances(
  salio: LocalSalio,
  print: (line: string) => void,
): Promise<readonly string[]> {
  const ledger = dynamoCheckLedger(salio.document, salio.tables);
  const listed = trades.flatMap(({ partner }) => partner.shortcodes);
  const begunAt = Date.now();
  await salio.runtime.schedules.find(({ name }) => name === 'request-balances')?.run(begunAt);
  const settled = async () =>
    (await ledger.list({ from: begunAt - days(1), to: begunAt + days(1) }, { limit: 50 })).checks;
  const isDone = (checks: Awaited<ReturnType<typeof settled>>) =>
    listed.every(({ shortcode }) => checks.some((check) => check.shortcode === shortcode));
  let checks = await settled();
  for (const until = Date.now() + waitMs; !isDone(checks) && Date.now() < until; checks = await settled())
    await pause(250);

  print('\nshortcode   account            balance               as M-Pesa has it');
  return listed.flatMap(({ shortcode, kind }) => {
    const check = checks.find((one) => one.shortcode === shortcode);
    const account = kind === 'till' ? 'Merchant Account' : 'Utility Account';
    const expected = salio.simulator.ledger.accounts(shortcode, kind).get(account);
    const isRight = check?.status === 'success' && check.balanceMinor === expected;
    const figure =
      check?.balanceMinor === undefined ? (check?.status ?? 'none') : formatMoney(check.balanceMinor, 'KES');
    print(`${shortcode.padEnd(11)} ${account.padEnd(18)} ${figure.padEnd(21)} ${isRight ? 'yes' : 'no  ✗'}`);
    return isRight
      ? []
      : [`the balance of ${shortcode} is ${figure}, expected ${formatMoney(expected ?? 0, 'KES')}`];
  });
}
