import { expect, it } from '@jest/globals';
import { startUp } from '../support/start-up.ts';
import { lambdaOf, type Resource, type Synthesized, variablesOf } from '../support/synthesized.ts';

const ofEveryFunction = /^(STAGE|POWERTOOLS_.*)$/;

/** Every bundle starts with exactly what its function is told: nothing is missing, nothing is wrong, nothing is too much. */
export const environments = ({ bundles, of }: Synthesized): void => {
  const all = of('AWS::Lambda::Function').map((definition) => ({ lambda: lambdaOf(definition), definition }));

  it.each(all)(
    '$lambda starts with what it is told, and its code reads all of that',
    async ({ lambda, definition }) => {
      const file = bundles.find((bundle) => bundle.lambda === lambda)?.file ?? '';
      const { fault, unread } = await startUp(file, environmentOf(definition));
      expect(fault).toBeUndefined();
      expect(unread.filter((name) => !ofEveryFunction.test(name))).toEqual([]);
    },
  );

  it('would notice a variable that is missing, and one that nobody reads', async () => {
    const { lambda, definition } = all.find(({ lambda }) => lambda === 'payments/reconcile-notice') ?? fail();
    const file = bundles.find((bundle) => bundle.lambda === lambda)?.file ?? '';
    const { PAYMENTS_TABLE, ...environment } = environmentOf(definition);
    const { fault, unread } = await startUp(file, { ...environment, NOBODYS: PAYMENTS_TABLE ?? '' });
    expect(fault).toContain('PAYMENTS_TABLE');
    expect(unread).toContain('NOBODYS');
  });
};

const fail = (): never => {
  throw new Error('there is no such function');
};

/** As CloudFormation would resolve it, with made-up names. */
const environmentOf = (definition: Resource): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(variablesOf(definition)).map(([name, value]) => {
      if (typeof value === 'string') return [name, value];
      return [name, name.endsWith('_URL') ? `https://sqs.eu-west-1.amazonaws.com/1/${name}` : name];
    }),
  );
