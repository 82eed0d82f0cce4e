interface CheckEvent {
  readonly topic: string;
  readonly note: { readonly text?: string };
}

/** Answers synchronously: refuses an empty note, never ends for a slow one. */
export const handler = async ({ topic, note }: CheckEvent): Promise<object> => {
  if (note.text === 'slow') return await new Promise(() => setInterval(() => undefined, 1000));
  if (!note.text) throw new Error('Refused: a note needs text');
  return { topic, length: note.text.length };
};
