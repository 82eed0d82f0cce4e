import type { Place } from '../assembly/identities.ts';
import { isJsonObject, type Json, type JsonObject } from '../assembly/json.ts';
import type { Wired } from '../assembly/wiring.ts';
import { StartFailure } from '../start-failure.ts';
import { compilePattern, type Matches } from './event-pattern.ts';
import { type Operation, ServiceFault } from './service-endpoint.ts';
import type { Target } from './targets.ts';

interface Route {
  readonly bus: string;
  readonly matches: Matches;
  readonly deliver: (event: JsonObject) => Promise<unknown>;
}

export interface BusOptions {
  readonly buses: readonly Wired<'AWS::Events::EventBus'>[];
  readonly rules: readonly Wired<'AWS::Events::Rule'>[];
  readonly place: Place;
  readonly target: (arn: string) => Target;
}

/**
 * PutEvents: an entry is accepted once every target of every matching rule has stored it, so that an event whose
 * acceptance was answered is never lost. Throws StartFailure for a pattern or target that is not understood.
 */
export function busOperations({ buses, rules, place, target }: BusOptions): Record<string, Operation> {
  const known = new Set(['default', ...buses.map(({ name }) => name)]);
  const routes = rules
    .filter(({ properties }) => properties.State === 'ENABLED')
    .flatMap((rule) => routesOf(rule, target));

  async function put(entry: JsonObject): Promise<JsonObject> {
    const bus =
      String(entry.EventBusName ?? 'default')
        .split('/')
        .at(-1) ?? '';
    if (!known.has(bus))
      return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: `Event bus ${bus} does not exist.` };
    const event = envelope(entry, place);
    if (!event) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
    try {
      await Promise.all(
        routes
          .filter((route) => route.bus === bus && route.matches(event))
          .map((route) => route.deliver(event)),
      );
      return { EventId: String(event.id) };
    } catch (error) {
      return { ErrorCode: 'InternalFailure', ErrorMessage: (error as Error).message };
    }
  }

  return {
    'AWSEvents.PutEvents': async (input) => {
      const entries = Array.isArray(input.Entries) ? input.Entries.filter(isJsonObject) : [];
      if (entries.length < 1 || entries.length > 10)
        throw new ServiceFault('ValidationException', 'PutEvents takes 1 to 10 entries');
      const results = await Promise.all(entries.map(put));
      return {
        FailedEntryCount: results.filter(({ ErrorCode }) => ErrorCode !== undefined).length,
        Entries: results,
      };
    },
  };
}

function routesOf(
  { properties, name, resource }: Wired<'AWS::Events::Rule'>,
  target: (arn: string) => Target,
): Route[] {
  try {
    return properties.Targets.map(({ Arn, Input, InputPath }) => {
      const { deliver } = target(Arn);
      const part = InputPath === undefined ? undefined : compilePath(InputPath);
      return {
        bus: properties.EventBusName.split('/').at(-1) ?? '',
        matches: compilePattern(properties.EventPattern),
        deliver: (event) => deliver(Input ?? JSON.stringify(part ? (part(event) ?? {}) : event)),
      };
    });
  } catch (error) {
    throw new StartFailure(
      `AWS::Events::Rule ${resource.stack.name}/${resource.logicalId} (${name}): ${(error as Error).message}`,
    );
  }
}

/** A dotted path such as `$.detail.id`. */
function compilePath(path: string): (event: Json) => Json | undefined {
  if (!/^\$(\.[\w-]+)*$/.test(path)) throw new Error(`the input path ${path} is not understood here`);
  const steps = path.split('.').slice(1);
  return (event) =>
    steps.reduce<Json | undefined>((value, step) => (isJsonObject(value) ? value[step] : undefined), event);
}

/** The event as targets see it, or undefined when its detail is no JSON object. */
function envelope(entry: JsonObject, place: Place): JsonObject | undefined {
  const detail = parse(String(entry.Detail));
  if (!isJsonObject(detail) || entry.Source === undefined || entry.DetailType === undefined) return undefined;
  const time = entry.Time === undefined ? Date.now() : Number(entry.Time) * 1000;
  return {
    version: '0',
    id: crypto.randomUUID(),
    'detail-type': entry.DetailType,
    source: entry.Source,
    account: place.account,
    time: `${new Date(time).toISOString().slice(0, 19)}Z`,
    region: place.region,
    resources: entry.Resources ?? [],
    detail,
  };
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
