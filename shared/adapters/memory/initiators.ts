import type { InitiatorBook } from '../../balances/initiator-book.ts';
import { follows, type MemoryBalances } from './balances.ts';

/** API operators and the calls in their name, in memory. */
export const memoryInitiatorBook = ({ initiators, calls, facts }: MemoryBalances): InitiatorBook => ({
  async state(key) {
    return initiators.get(key) ?? { key, facts: 0, version: 0 };
  },
  async save(state, { call, facts: told = [] } = {}) {
    if (!follows(initiators.get(state.key), state)) return 'changed';
    initiators.set(state.key, state);
    if (call) calls.set(call.id, call);
    for (const fact of told) facts.set(fact.id, fact);
    return 'saved';
  },
  async putCall(call) {
    calls.set(call.id, call);
  },
  async call(id) {
    return calls.get(id);
  },
  async partners(key) {
    const asking = [...calls.values()].filter((call) => call.key === key);
    return [...new Set(asking.map(({ partnerId }) => partnerId))];
  },
  async warnOnce(fact) {
    if (facts.has(fact.id)) return 'changed';
    facts.set(fact.id, fact);
    return 'saved';
  },
});
