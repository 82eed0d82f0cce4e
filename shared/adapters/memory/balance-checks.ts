import { type Check, isOpen, overdueAt } from '../../balances/check.ts';
import type { CheckLedger, Resolution } from '../../balances/check-ledger.ts';
import { eastAfricaMidnight } from '../../kernel/time.ts';
import { follows, type MemoryBalances, pageOf } from './balances.ts';

/** Checks, readings and alerts in memory. */
export function memoryCheckLedger(store: MemoryBalances): CheckLedger {
  const { checks, postponed, states, readings, alerts, facts } = store;
  const settled = () => [...checks.values()].filter((check) => !isOpen(check));
  const resolve = ({ alertId, at, by }: Resolution): void => {
    const alert = alerts.get(alertId);
    if (!alert || alert.isResolved) return;
    alerts.set(alertId, { ...alert, isResolved: true, resolvedAt: at, resolvedBy: by });
  };
  const put = (check: Check): boolean => {
    const isNext = follows(checks.get(check.id), check);
    if (isNext) {
      checks.set(check.id, check);
      postponed.delete(check.id);
    }
    return isNext;
  };

  return {
    async open(check) {
      put(check);
    },
    async get(id) {
      return checks.get(id);
    },
    async save(check) {
      return put(check) ? 'saved' : 'changed';
    },
    async withdraw(check) {
      if (checks.get(check.id)?.version === check.version) checks.delete(check.id);
    },
    async postpone(check, until) {
      if (checks.get(check.id)?.version === check.version) postponed.set(check.id, until);
    },
    async overdue(now, limit) {
      const dueAt = (check: Check) => postponed.get(check.id) ?? overdueAt(check);
      return [...checks.values()]
        .filter((check) => isOpen(check) && dueAt(check) <= now)
        .toSorted((a, b) => dueAt(a) - dueAt(b))
        .slice(0, limit);
    },
    async standing(shortcode, completedAt) {
      return {
        state: states.get(shortcode) ?? { shortcode, version: 0, facts: 0 },
        readings: readings
          .filter((reading) => reading.shortcode === shortcode && reading.completedAt <= completedAt)
          .toSorted((a, b) => b.completedAt - a.completedAt || (a.checkId < b.checkId ? 1 : -1))
          .slice(0, 8),
      };
    },
    async settle({ check, state, reading, alerts: told, resolved, facts: saved }) {
      if (!follows(checks.get(check.id), check) || !follows(states.get(state.shortcode), state))
        return 'changed';
      put(check);
      states.set(state.shortcode, state);
      if (reading) readings.push(reading);
      for (const alert of told) alerts.set(alert.id, alert);
      for (const resolution of resolved) resolve(resolution);
      for (const fact of saved) facts.set(fact.id, fact);
      return 'saved';
    },
    async list({ shortcode, from, to }, page) {
      const found = settled()
        .filter((check) => shortcode === undefined || check.shortcode === shortcode)
        .filter(({ requestedAt }) => requestedAt >= from && requestedAt <= to)
        .toSorted((a, b) => b.requestedAt - a.requestedAt);
      const { items, ...next } = pageOf(found, page);
      return { checks: items, ...next };
    },
    async alerts({ active }, page) {
      const found = [...alerts.values()]
        .filter(({ isResolved }) => active === undefined || isResolved === !active)
        .toSorted((a, b) => b.at - a.at);
      const { items, ...next } = pageOf(found, page);
      return { alerts: items, ...next };
    },
    async alert(id) {
      return alerts.get(id);
    },
    async resolve(resolution) {
      resolve(resolution);
      const alert = alerts.get(resolution.alertId);
      const state = alert && states.get(alert.shortcode);
      if (state?.openLow?.alertId === resolution.alertId) {
        const { openLow: _, ...rest } = state;
        states.set(state.shortcode, { ...rest, version: state.version + 1 });
      }
      return alert;
    },
    async markSlackSent(alertId) {
      const alert = alerts.get(alertId);
      if (alert) alerts.set(alertId, { ...alert, isSlackSent: true });
    },
    async figures(now) {
      const midnight = eastAfricaMidnight(now);
      return {
        checksToday: settled().filter(({ requestedAt }) => requestedAt >= midnight).length,
        alertsSent: [...alerts.values()].filter(({ isSlackSent }) => isSlackSent).length,
        activeAlerts: [...alerts.values()].filter(({ isResolved }) => !isResolved).length,
      };
    },
  };
}
