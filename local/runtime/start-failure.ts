/** A start that cannot go on: configuration or surroundings are at fault, the message says what to change in one line. */
export class StartFailure extends Error {
  override readonly name = 'StartFailure';
}
