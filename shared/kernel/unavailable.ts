/** A part that we depend on does not answer now; the same call may succeed later. The message holds no secret. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    // An outage is no bug: where the call was made from would only bury what the log line has to say.
    this.stack = `${this.name}: ${message}`;
  }
}
