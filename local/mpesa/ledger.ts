import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';

/** Money that a customer really paid. */
export interface Paid {
  readonly receipt: string;
  readonly shortcode: string;
  readonly kind: 'paybill' | 'till';
  readonly reference: string;
  readonly amountMinor: number;
  readonly phone: string;
  /** Epoch milliseconds; M-Pesa knows nothing of it before. */
  readonly at: number;
}

/** One STK push and how it ends. */
export interface Push {
  readonly checkoutRequestId: string;
  readonly merchantRequestId: string;
  /** Known from `endsAt` on; until then the prompt is open. */
  readonly resultCode: string;
  readonly endsAt: number;
}

/** What M-Pesa knows for good: survives a restart, so that a status query still finds its receipt. */
export interface MpesaLedger {
  isTaken(receipt: string): boolean;
  /** @returns the shortcode's balance after it, minor units. A receipt is paid once. */
  pay(paid: Paid): number;
  paid(receipt: string): Paid | undefined;
  putPush(push: Push): void;
  push(checkoutRequestId: string): Push | undefined;
  /** What a balance query returns, each account in minor units. */
  accounts(shortcode: string, kind: Paid['kind']): ReadonlyMap<string, number>;
  /** Puts these accounts in the place of all that there are. */
  setAccounts(shortcode: string, kind: Paid['kind'], accounts: ReadonlyMap<string, number>): void;
  /** How much was ever paid; grows with every payment. */
  count(): number;
  /** Many at once, quickly. */
  load(history: { readonly paid: readonly Paid[]; readonly pushes: readonly Push[] }): void;
  clear(): void;
}

const tables = `
  CREATE TABLE IF NOT EXISTS paid (receipt TEXT PRIMARY KEY, shortcode TEXT NOT NULL, kind TEXT NOT NULL, reference TEXT NOT NULL,
    amount_minor INTEGER NOT NULL, phone TEXT NOT NULL, at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS pushes (checkout_request_id TEXT PRIMARY KEY, merchant_request_id TEXT NOT NULL,
    result_code TEXT NOT NULL, ends_at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS balances (shortcode TEXT PRIMARY KEY, minor INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS accounts (shortcode TEXT NOT NULL, place INTEGER NOT NULL, name TEXT NOT NULL, minor INTEGER NOT NULL,
    PRIMARY KEY (shortcode, name)) STRICT;
`;

/** What is on a shortcode's account before its first customer. */
const openingMinor = 4_500_000;

/** Where payers' money comes in. */
const takingsAccount = (kind: Paid['kind']): string =>
  kind === 'till' ? 'Merchant Account' : 'Utility Account';

/** The accounts of a shortcode that nobody has set, as M-Pesa lists them. */
const usualAccounts = (kind: Paid['kind'], takingsMinor: number): readonly (readonly [string, number])[] =>
  kind === 'till'
    ? [
        ['Working Account', 980_000],
        ['Charges Paid Account', -12_045],
        ['Merchant Account', takingsMinor],
        ['Organization Settlement Account', 0],
      ]
    : [
        ['Working Account', 12_640_000],
        ['Float Account', 0],
        ['Utility Account', takingsMinor],
        ['Charges Paid Account', -184_530],
        ['Organization Settlement Account', 0],
      ];

export function mpesaLedger(db: DatabaseSync): MpesaLedger {
  db.exec(tables);
  const insertPaid = db.prepare('INSERT INTO paid VALUES (?, ?, ?, ?, ?, ?, ?)');
  const selectPaid = db.prepare('SELECT * FROM paid WHERE receipt = ?');
  const raise = db.prepare(
    'INSERT INTO balances VALUES (?, ?) ON CONFLICT DO UPDATE SET minor = minor + ? RETURNING minor',
  );
  const raiseAccount = db.prepare('UPDATE accounts SET minor = minor + ? WHERE shortcode = ? AND name = ?');
  const selectAccounts = db.prepare('SELECT name, minor FROM accounts WHERE shortcode = ? ORDER BY place');
  const removeAccounts = db.prepare('DELETE FROM accounts WHERE shortcode = ?');
  const insertAccount = db.prepare('INSERT INTO accounts VALUES (?, ?, ?, ?)');
  const selectBalance = db.prepare('SELECT minor FROM balances WHERE shortcode = ?');
  const setBalance = db.prepare('INSERT OR REPLACE INTO balances VALUES (?, ?)');
  const insertPush = db.prepare('INSERT INTO pushes VALUES (?, ?, ?, ?)');
  const selectPush = db.prepare('SELECT * FROM pushes WHERE checkout_request_id = ?');
  const count = db.prepare('SELECT count(*) AS n FROM paid');

  const insert = ({ receipt, shortcode, kind, reference, amountMinor, phone, at }: Paid): number => {
    insertPaid.run(receipt, shortcode, kind, reference, amountMinor, phone, at);
    raiseAccount.run(amountMinor, shortcode, takingsAccount(kind));
    return Number(raise.get(shortcode, openingMinor + amountMinor, amountMinor)?.minor);
  };
  const putPush = ({ checkoutRequestId, merchantRequestId, resultCode, endsAt }: Push): void => {
    insertPush.run(checkoutRequestId, merchantRequestId, resultCode, endsAt);
  };
  return {
    isTaken: (receipt) => selectPaid.get(receipt) !== undefined,
    pay: (paid) => inTransaction(db, () => insert(paid)),
    paid: (receipt) => {
      const row = selectPaid.get(receipt);
      return row && readPaid(row);
    },
    putPush,
    push: (checkoutRequestId) => {
      const row = selectPush.get(checkoutRequestId);
      return row && readPush(row);
    },
    accounts: (shortcode, kind) => {
      const set = selectAccounts.all(shortcode).map((row) => [String(row.name), Number(row.minor)] as const);
      const takingsMinor = Number(selectBalance.get(shortcode)?.minor ?? openingMinor);
      return new Map(set.length > 0 ? set : usualAccounts(kind, takingsMinor));
    },
    setAccounts: (shortcode, kind, accounts) =>
      inTransaction(db, () => {
        removeAccounts.run(shortcode);
        [...accounts].forEach(([name, minor], place) => {
          insertAccount.run(shortcode, place, name, minor);
        });
        const takingsMinor = accounts.get(takingsAccount(kind));
        if (takingsMinor !== undefined) setBalance.run(shortcode, takingsMinor);
      }),
    count: () => Number(count.get()?.n),
    load: ({ paid, pushes }) =>
      inTransaction(db, () => {
        for (const one of paid) insert(one);
        for (const one of pushes) putPush(one);
      }),
    clear: () => db.exec('DELETE FROM paid; DELETE FROM pushes; DELETE FROM balances; DELETE FROM accounts;'),
  };
}

function inTransaction<T>(db: DatabaseSync, work: () => T): T {
  db.exec('BEGIN IMMEDIATE');
  try {
    const result = work();
    db.exec('COMMIT');
    return result;
  } catch (error) {
    db.exec('ROLLBACK');
    throw error;
  }
}

type Row = Record<string, SQLOutputValue>;

const readPaid = (row: Row): Paid => ({
  receipt: String(row.receipt),
  shortcode: String(row.shortcode),
  kind: row.kind === 'till' ? 'till' : 'paybill',
  reference: String(row.reference),
  amountMinor: Number(row.amount_minor),
  phone: String(row.phone),
  at: Number(row.at),
});

const readPush = (row: Row): Push => ({
  checkoutRequestId: String(row.checkout_request_id),
  merchantRequestId: String(row.merchant_request_id),
  resultCode: String(row.result_code),
  endsAt: Number(row.ends_at),
});
