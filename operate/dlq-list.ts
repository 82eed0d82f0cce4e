import { sqsDeadLetters } from '../shared/adapters/sqs/dead-letters.ts';
import { sideBySide } from '../shared/kernel/side-by-side.ts';
import { iso } from '../shared/kernel/time.ts';
import type { DeadLetter, DeadLetters } from '../shared/repair/dead-letters.ts';
import { statedReason } from '../shared/repair/redelivery.ts';
import { type DeadLetterQueue, deadLetterQueues, queueNamed } from './dead-letter-queues.ts';
import type { Installation } from './installation.ts';
import { counted, durationText, type Printer } from './printer.ts';
import { shownAttributes, shownBody } from './shown-text.ts';

const width = 4;
const looksAt = 10;

/** Every queue of dead letters with how many there are, how old, whose, and why as far as they say. */
export async function listDeadLetterQueues(installation: Installation, printer: Printer): Promise<void> {
  const queues = await deadLetterQueues(installation);
  const found = await sideBySide(queues, width, summaryOf);
  printer.value({ stage: installation.stage, queues: found });
  if (found.every(({ waiting, held }) => waiting + held === 0)) {
    printer.line(
      `No dead letters on stage ${installation.stage} (${counted(found.length, 'queue')} looked at).`,
    );
    return;
  }
  printer.table(
    ['QUEUE', 'WAITING', 'HELD', 'OLDEST SEEN', 'FUNCTION', 'REASON'],
    found.map(({ name, waiting, held, oldestAt, worker, reasons }) => [
      name,
      waiting,
      held,
      oldestAt === undefined ? '' : durationText(Date.now() - Date.parse(oldestAt)),
      worker,
      reasons.join('; ').slice(0, 100) || (waiting > 0 ? 'see the log of its function' : ''),
    ]),
  );
}

async function summaryOf({ name, url, source }: DeadLetterQueue) {
  const box = sqsDeadLetters(url);
  const depth = await box.depth();
  const letters = depth.waiting > 0 ? await look(box, looksAt) : [];
  const oldest = Math.min(...letters.map(({ sentAt }) => sentAt));
  return {
    name,
    ...depth,
    source: source?.name,
    worker: source ? source.worker : 'scheduled jobs',
    oldestAt: letters.length > 0 ? iso(oldest) : undefined,
    reasons: [...new Set(letters.map(shownReason).filter((reason) => reason !== undefined))],
  };
}

/** The messages in one queue of dead letters, bodies masked. */
export async function listDeadLetters(
  installation: Installation,
  printer: Printer,
  { queue, limit, unmasked }: { readonly queue: string; readonly limit: number; readonly unmasked: boolean },
): Promise<void> {
  const { name, url } = queueNamed(await deadLetterQueues(installation), queue);
  const box = sqsDeadLetters(url);
  const depth = await box.depth();
  const letters = await look(box, limit);
  const shown = letters
    .toSorted((a, b) => a.sentAt - b.sentAt)
    .map((letter) => ({
      id: letter.id,
      sentAt: iso(letter.sentAt),
      reason: shownReason(letter),
      attributes: shownAttributes(letter.attributes),
      body: shownBody(letter.body, unmasked),
    }));
  printer.value({ queue: name, ...depth, messages: shown });
  if (shown.length === 0) {
    const held = depth.held > 0 ? ` ${depth.held} are held by another reader for half a minute at most.` : '';
    printer.line(`${name} is empty.${held}`);
    return;
  }
  for (const { id, sentAt, reason, attributes, body } of shown) {
    printer.line(`${id}  sent ${sentAt}${reason === undefined ? '' : `  ${reason}`}`);
    printer.line(`  ${JSON.stringify(attributes)}`);
    printer.line(`  ${body.slice(0, 1_000)}`);
  }
  printer.line(`${shown.length} of about ${depth.waiting + depth.held} shown.`);
}

function shownReason(letter: DeadLetter): string | undefined {
  const reason = statedReason(letter);
  return reason === undefined ? undefined : shownBody(reason, false);
}

/** Up to so many, and lets others have them again. */
async function look(box: DeadLetters, limit: number): Promise<readonly DeadLetter[]> {
  const seen: DeadLetter[] = [];
  try {
    while (seen.length < limit) {
      const letters = await box.take(limit - seen.length);
      if (letters.length === 0) break;
      seen.push(...letters);
    }
  } finally {
    await box.giveBack(seen);
  }
  return seen;
}
