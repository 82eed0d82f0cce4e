import type { WorkQueue } from '../../kernel/work-queue.ts';

/** A queue that only remembers what was sent, with its delay. */
export interface MemoryWorkQueue<Work> extends WorkQueue<Work> {
  readonly sent: readonly { readonly work: Work; readonly delaySeconds: number }[];
  /** Takes everything out, as a consumer would. */
  take(): readonly Work[];
}

export function memoryWorkQueue<Work>(): MemoryWorkQueue<Work> {
  const sent: { work: Work; delaySeconds: number }[] = [];
  return {
    sent,
    async send(work, delaySeconds = 0) {
      for (const each of work) sent.push({ work: each, delaySeconds });
    },
    take() {
      return sent.splice(0).map(({ work }) => work);
    },
  };
}
