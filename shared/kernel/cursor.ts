/** A list was asked to go on from where it never was. */
export class UnknownCursor extends Error {
  override readonly name = 'UnknownCursor';
}

/** A place in a list as text that people hand back as it is. */
export const writeCursor = (place: unknown): string =>
  Buffer.from(JSON.stringify(place)).toString('base64url');

/** Throws `UnknownCursor` for what is no such text. @param read throws where the place has another shape. */
export function readCursor<Place>(cursor: string, read: (place: unknown) => Place): Place {
  try {
    return read(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
  } catch {
    throw new UnknownCursor('the cursor is none that was given out');
  }
}
