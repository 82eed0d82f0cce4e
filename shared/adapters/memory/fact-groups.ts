import type { FactGroups, GroupTimes } from '../../alerts/fact-groups.ts';
import type { GroupedFact } from '../../alerts/notification.ts';

interface Group {
  readonly seen: Set<string>;
  readonly waiting: Map<string, GroupedFact>;
  times: GroupTimes;
}

/** Groups in memory. */
export function memoryFactGroups(): FactGroups {
  const groups = new Map<string, Group>();
  const groupOf = (name: string): Group => {
    const group = groups.get(name) ?? { seen: new Set(), waiting: new Map(), times: {} };
    groups.set(name, group);
    return group;
  };
  return {
    async add(name, fact) {
      const { seen, waiting } = groupOf(name);
      if (!seen.has(fact.id)) waiting.set(fact.id, fact);
      seen.add(fact.id);
    },
    async waiting(name) {
      return [...groupOf(name).waiting.values()].sort((a, b) => a.at - b.at);
    },
    async told(name, facts, toldAt) {
      const group = groupOf(name);
      for (const { id } of facts) group.waiting.delete(id);
      group.times = { ...group.times, toldAt };
    },
    async times(name) {
      return groupOf(name).times;
    },
    async plan(name, plannedAt, now) {
      const group = groupOf(name);
      if ((group.times.plannedAt ?? 0) <= now) group.times = { ...group.times, plannedAt };
    },
  };
}
