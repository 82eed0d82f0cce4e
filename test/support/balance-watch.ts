import { memoryQuarantine } from '../../shared/adapters/memory/quarantine.ts';
import { memoryWorkQueue } from '../../shared/adapters/memory/work-queue.ts';
import type { Asked } from '../../shared/balances/balance-questions.ts';
import type { Check } from '../../shared/balances/check.ts';
import type { ListedShortcode } from '../../shared/balances/coverage.ts';
import { initiatorGate } from '../../shared/balances/gate.ts';
import { queryBalance } from '../../shared/balances/query-balance.ts';
import { recordBalance } from '../../shared/balances/record-balance.ts';
import type { BalanceRequest } from '../../shared/balances/request.ts';
import { requestBalances } from '../../shared/balances/request-balances.ts';
import { resumePolling } from '../../shared/balances/resume.ts';
import { sha256 } from '../../shared/kernel/canonical-json.ts';
import type { PartnerId } from '../../shared/kernel/identifiers.ts';
import { ok } from '../../shared/kernel/result.ts';
import { eastAfricaStamp } from '../../shared/kernel/time.ts';
import type { Hook } from '../../shared/mpesa/hook.ts';
import { balanceStoresInMemory } from './balance-stores.ts';
import { aListedShortcode, noon, type paybill } from './builders/balances.ts';

const token = 'a'.repeat(48);

/** The watch over balances with its stores in memory, and an M-Pesa that answers when it is told to. */
export function balanceWatch(listed: readonly ListedShortcode[] = [aListedShortcode()]) {
  let now = noon;
  let random = 0;
  let posts = 0;
  const stores = balanceStoresInMemory();
  const requests = memoryWorkQueue<BalanceRequest>();
  const quarantine = memoryQuarantine();
  const asked: Check[] = [];
  const hooks = new Map<string, Hook>([[sha256(token), aListedShortcode()]]);
  const mpesa = {
    /** How a question is taken. */
    answer: { kind: 'asked', conversationId: 'AG_1' } as Asked,
    credential: 'credential-1',
    operatorOf: (partner: PartnerId): string => `operator of ${partner}`,
    setOn: undefined as string | undefined,
  };
  const deps = {
    ...stores,
    clock: () => now,
    tell: () => undefined,
    warn: () => undefined,
    partnerSecretPrefix: 'salio/test/partners/',
    requests,
    quarantine,
    random: () => {
      random += 1;
      return random.toString(16).padStart(8, '0');
    },
    directory: { shortcodes: async () => listed },
    hooks: { hook: async (hash: string) => hooks.get(hash), shortcode: async () => undefined },
    questions: {
      credential: async (partner: PartnerId) => {
        const initiator = { key: mpesa.operatorOf(partner), credential: mpesa.credential };
        return ok({ initiator, ...(mpesa.setOn !== undefined && { setOn: mpesa.setOn }) });
      },
      ask: async (check: Check) => {
        if (mpesa.answer.kind === 'asked') asked.push(check);
        return mpesa.answer;
      },
    },
  };
  const gate = initiatorGate(deps);
  const all = { ...deps, gate };

  return {
    ...all,
    mpesa,
    asked,
    hooks,
    pass: (ms: number) => {
      now += ms;
    },
    now: () => now,
    /** Runs the schedule as of now. */
    schedule: () => requestBalances(all, now, () => true),
    /** Hands every message out once; what is sent meanwhile waits for the next round. */
    async ask() {
      const outcomes: string[] = [];
      for (const request of requests.take()) outcomes.push(await queryBalance(all, request));
      return outcomes;
    },
    /** M-Pesa posts a body about a check. */
    post: (checkId: string, body: unknown, end: 'result' | 'timeout' = 'result', hookToken = token) =>
      recordBalance(all, {
        channel: `balance/${end}`,
        tokenSha256: sha256(hookToken),
        body: JSON.stringify(body),
        queryId: checkId,
        requestId: `request-${++posts}`,
        receivedAt: now,
        isRedelivered: false,
      }),
    resume: (key: Parameters<typeof resumePolling>[2] = 'all', partner = listed[0]?.partnerId as PartnerId) =>
      resumePolling(all, partner, key, now),
    lastAsked: () => asked.at(-1)?.id ?? '',
  };
}

export const aBalance = (amount: string, completedAt: number, account = 'Utility Account') => ({
  Result: {
    ResultCode: 0,
    ResultParameters: {
      ResultParameter: [
        { Key: 'ActionType', Value: 'AccountBalance' },
        { Key: 'AccountBalance', Value: `${account}|KES|${amount}|${amount}|0.00|0.00` },
        { Key: 'BOCompletedTime', Value: Number(eastAfricaStamp(completedAt)) },
      ],
    },
  },
});

export const aRefusal = (code: string) => ({
  Result: {
    ResultCode: code,
    ResultParameters: { ResultParameter: [{ Key: 'ActionType', Value: 'AccountBalance' }] },
  },
});

export const listedTwice: readonly ListedShortcode[] = [
  aListedShortcode(),
  aListedShortcode({ shortcode: '9000111' as typeof paybill, kind: 'till' }),
];
