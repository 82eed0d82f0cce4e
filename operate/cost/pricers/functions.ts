import { assumptions } from '../assumptions.ts';
import { type Bill, gigabyte, type Line, million, type Pricer } from '../line.ts';
import { type Resource, valueAt } from '../resources.ts';
import { gbSecondsOf, type Work, wordOf, workOf } from '../work.ts';

/** Up to one a second, and one in twenty of what is more: nobody can have Lambda trace less, but not at all. */
const tracedPerSecond = 1;
const tracedShare = 0.05;

export const priceFunctions: Pricer = (lambdas, bill) => {
  const work = workOf(bill);
  return [
    ...lambdas.flatMap((lambda) =>
      linesOf(
        lambda,
        work.filter((each) => each.lambda === lambda),
        bill,
      ),
    ),
    ...logs(work, bill),
  ];
};

function linesOf(lambda: Resource, work: readonly Work[], bill: Bill): readonly Line[] {
  const { prices } = bill;
  const isArm = JSON.stringify(lambda.properties.Architectures ?? []).includes('arm64');
  const perGbSecond = isArm ? prices.lambdaArmPerGbSecond : prices.lambdaX86PerGbSecond;
  const reasons = ['standing', 'callbacks'] as const;
  return reasons.flatMap((because): readonly Line[] => {
    const own = work.filter((each) => each.because === because);
    const invocations = own.reduce((sum, each) => sum + each.invocations, 0);
    const gbSeconds = own.reduce((sum, each) => sum + gbSecondsOf(each), 0);
    const line = (
      service: string,
      what: string,
      quantity: number,
      unit: string,
      unitPrice: number,
    ): Line => ({
      ...{ service, what: `${wordOf(lambda)}: ${what}`, because, quantity, unit, unitPrice },
    });
    return [
      line('Lambda', 'invoked', invocations / million, 'million times', prices.lambdaPerMillion),
      line('Lambda', 'running', gbSeconds, 'GB seconds', perGbSecond),
      ...(isTraced(lambda)
        ? [line('X-Ray', 'traced', traces(invocations) / million, 'million traces', prices.tracesPerMillion)]
        : []),
    ];
  });
}

const isTraced = ({ properties }: Resource): boolean =>
  valueAt(properties, 'TracingConfig', 'Mode') === 'Active';

function traces(invocations: number): number {
  const atLeast = Math.min(invocations, tracedPerSecond * assumptions.hoursPerMonth * 3_600);
  return atLeast + (invocations - atLeast) * tracedShare;
}

function logs(work: readonly Work[], { prices }: Bill): readonly Line[] {
  return (['standing', 'callbacks'] as const).map((because) => {
    const bytes = work
      .filter((each) => each.because === because)
      .reduce((sum, each) => sum + each.logBytes + each.invocations * platformBytes(each.lambda), 0);
    return {
      ...{ service: 'CloudWatch', what: 'logs of functions: taken in', because },
      ...{ quantity: bytes / gigabyte, unit: 'GB', unitPrice: prices.logsIngestionPerGb },
    };
  });
}

/** What Lambda logs of an invocation by itself. */
const platformBytes = ({ properties }: Resource): number =>
  ['WARN'].includes(String(valueAt(properties, 'LoggingConfig', 'SystemLogLevel')))
    ? 0
    : assumptions.platformLogBytes;
