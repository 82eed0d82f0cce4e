/** A part that we depend on does not answer now; the same call may succeed later. The message holds no secret. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}
