/**
 * Ports between two steps of which, once, something else happens: `at` numbers calls, each counted before and after its effect.
 *
 * @returns the ports, and whether it has happened.
 */
export function interleaved<Ports extends object>(ports: Ports, at: number, meanwhile: () => Promise<void>) {
  let steps = 0;
  let hasHappened = false;
  const step = async (): Promise<void> => {
    if (steps++ !== at) return;
    hasHappened = true;
    await meanwhile();
  };
  const between = <Port extends object>(port: Port): Port =>
    new Proxy(port, {
      get(target, name) {
        const member: unknown = Reflect.get(target, name, target);
        if (typeof member !== 'function') return member;
        return async (...given: unknown[]): Promise<unknown> => {
          await step();
          const answer: unknown = await Reflect.apply(member, target, given);
          await step();
          return answer;
        };
      },
    });
  const wrapped = Object.entries(ports).map(([name, port]) => [
    name,
    typeof port === 'object' && name !== 'settings' ? between(port as object) : port,
  ]);
  return { ports: Object.fromEntries(wrapped) as Ports, hasHappened: () => hasHappened };
}
