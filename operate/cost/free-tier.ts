import type { Line } from './line.ts';

interface Allowance {
  readonly service: Line['service'];
  readonly unit: string;
  /** In that unit, each month. */
  readonly quantity: number;
}

/** What AWS gives every account each month for good, for all of its stages and whatever else runs there together. */
const allowances: readonly Allowance[] = [
  { service: 'SQS', unit: 'million requests', quantity: 1 },
  { service: 'Lambda', unit: 'million times', quantity: 1 },
  { service: 'Lambda', unit: 'GB seconds', quantity: 400_000 },
  { service: 'DynamoDB', unit: 'GB', quantity: 25 },
  { service: 'CloudWatch', unit: 'metrics looked at', quantity: 10 },
  { service: 'CloudWatch', unit: 'metrics', quantity: 10 },
  // Of up to 50 metrics each: larger ones are of another unit.
  { service: 'CloudWatch', unit: 'dashboards', quantity: 3 },
  { service: 'CloudWatch', unit: 'GB', quantity: 5 },
  { service: 'KMS', unit: 'million requests', quantity: 0.02 },
  { service: 'Scheduler', unit: 'million runs', quantity: 14 },
  { service: 'X-Ray', unit: 'million traces', quantity: 0.1 },
  { service: 'Cognito', unit: 'people', quantity: 10_000 },
  { service: 'Data transfer', unit: 'GB', quantity: 100 },
];

/** US dollars a month that the free tier takes off these lines, in an account that has nothing else. */
export const freeTierOf = (lines: readonly Line[]): number =>
  allowances.reduce((sum, { service, unit, quantity }) => {
    const own = lines.filter((line) => line.service === service && line.unit === unit);
    const used = own.reduce((total, line) => total + line.quantity, 0);
    const [{ unitPrice } = { unitPrice: 0 }] = own;
    return sum + Math.min(used, quantity) * unitPrice;
  }, 0);
