/** A SEARCH shows what it finds at the time, and AWS lets it show so many. */
const shownBySearch = 100;

type MetricEntry = readonly (string | Readonly<Record<string, unknown>>)[];

/**
 * How many different metrics the body of a dashboard refers to, as it is in a template: those that only an expression looks at
 * are counted, and those that a SEARCH may find. Infinity when it cannot be read.
 */
export function metricsOn(body: unknown): number {
  if (body === undefined) return 0;
  const widgets = widgetsOf(textOf(body));
  if (!widgets) return Number.POSITIVE_INFINITY;
  const entries = widgets.flatMap(({ properties: { metrics = [] } = {} }) => inFull(metrics));
  const searches = entries.flat().filter((part) => typeof part === 'object' && isSearch(part)).length;
  const named = entries
    .map((entry) => entry.filter((part) => typeof part === 'string'))
    .filter((name) => name.length > 0);
  return new Set(named.map((name) => JSON.stringify(name))).size + searches * shownBySearch;
}

const isSearch = ({ expression }: Readonly<Record<string, unknown>>): boolean =>
  /\bSEARCH\s*\(/.test(String(expression));

/** In the short form, `.` is the same as in the entry before, and `...` as all that is there. */
function inFull(entries: readonly MetricEntry[]): readonly MetricEntry[] {
  let before: MetricEntry = [];
  return entries.map((entry) => {
    const rest = entry[0] === '...' ? entry.slice(1) : entry;
    const texts = before.filter((part) => typeof part === 'string');
    const repeated =
      entry[0] === '...'
        ? texts.slice(0, texts.length - rest.filter((part) => typeof part === 'string').length)
        : [];
    const full = [...repeated, ...rest].map((part, at) => (part === '.' ? (before[at] ?? part) : part));
    if (full.some((part) => typeof part === 'string')) before = full;
    return full;
  });
}

interface Widget {
  readonly properties?: { readonly metrics?: readonly MetricEntry[] };
}

function widgetsOf(text: string | undefined): readonly Widget[] | undefined {
  try {
    return text === undefined
      ? undefined
      : (JSON.parse(text) as { readonly widgets: readonly Widget[] }).widgets;
  } catch {
    return undefined;
  }
}

/** With something of its own in the place of each reference, so that two resources stay two. */
function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  const { 'Fn::Join': join, 'Fn::Sub': sub } = value as Readonly<Record<string, unknown>>;
  if (typeof sub === 'string') return sub;
  if (Array.isArray(sub)) return String(sub[0]);
  if (!Array.isArray(join)) return undefined;
  const [separator, parts] = join as [string, readonly unknown[]];
  return parts
    .map((part) => (typeof part === 'string' ? part : JSON.stringify(part).replaceAll(/["\\]/g, '')))
    .join(separator);
}
