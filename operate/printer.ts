type Cell = string | number | undefined;

/** What a command says: to people in lines and tables, or to machines as one JSON value at the end. */
export interface Printer {
  /** For people only. */
  line(text: string): void;
  table(heading: readonly string[], rows: readonly (readonly Cell[])[]): void;
  /** For machines only. */
  value(value: unknown): void;
  /** How far it is; on stderr, so that it is in nobody's way. */
  progress(text: string): void;
}

export function consolePrinter({ json }: { readonly json: boolean }): Printer {
  const line = (text: string) => {
    if (!json) console.log(text);
  };
  return {
    line,
    table(heading, rows) {
      const texts = [heading, ...rows].map((row) => row.map((cell) => String(cell ?? '')));
      const widths = heading.map((_, at) => Math.max(...texts.map((row) => row[at]?.length ?? 0)));
      for (const row of texts)
        line(
          row
            .map((cell, at) => cell.padEnd(widths[at] ?? 0))
            .join('  ')
            .trimEnd(),
        );
    },
    value(value) {
      if (json) console.log(JSON.stringify(value, undefined, 2));
    },
    progress(text) {
      if (!process.stderr.isTTY) return;
      process.stderr.write(`\r${text}\u001b[K`);
    },
  };
}

/** `1 message`, `3 messages`. */
export const counted = (count: number, noun: string): string => `${count} ${count === 1 ? noun : `${noun}s`}`;

/** `3 d 4 h`, `12 min`. */
export function durationText(ms: number): string {
  const total = Math.max(0, Math.round(ms / 1_000));
  const [d, h, m, s] = [
    Math.floor(total / 86_400),
    Math.floor(total / 3_600) % 24,
    Math.floor(total / 60) % 60,
    total % 60,
  ];
  if (d > 0) return `${d} d ${h} h`;
  if (h > 0) return `${h} h ${m} min`;
  return m > 0 ? `${m} min` : `${s} s`;
}
