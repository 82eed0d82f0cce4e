import { assumptions } from '../assumptions.ts';
import { gigabyte, type Line, million, type Pricer } from '../line.ts';
import { nameOf } from '../resources.ts';

/** What is put into buckets for callbacks; one object a callback in a bucket that is not the first. */
export const priceBuckets: Pricer = (buckets, { prices, callbacks, usage }) =>
  buckets.flatMap((bucket, at): readonly Line[] => {
    const objects = (at === 0 ? usage.perCallback.objectsPut : 1) * callbacks;
    const line = (what: string, quantity: number, unit: string, unitPrice: number) =>
      ({
        service: 'S3',
        what: `${nameOf(bucket)}: ${what}`,
        because: 'callbacks',
        quantity,
        unit,
        unitPrice,
      }) as const;
    return [
      line('put', objects / million, 'million objects', prices.s3PutsPerMillion),
      line('kept', (objects * assumptions.quarantinedBytes) / gigabyte, 'GB', prices.s3StoragePerGbMonth),
    ];
  });

export const priceBuses: Pricer = (buses, { prices, callbacks, usage }) =>
  buses.map((_, at) => ({
    ...{ service: 'EventBridge', what: 'facts on the bus', because: 'callbacks', unit: 'million events' },
    ...{ quantity: ((at === 0 ? usage.perCallback.facts : 1) * callbacks) / million },
    unitPrice: prices.eventsPerMillion,
  }));

export const priceArchives: Pricer = (archives, { prices, callbacks, usage }) => [
  {
    ...{ service: 'EventBridge', what: 'facts kept in archives', because: 'callbacks', unit: 'GB' },
    quantity: (archives.length * usage.perCallback.facts * callbacks * assumptions.factBytes) / gigabyte,
    unitPrice: prices.eventArchivePerGb,
  },
];
