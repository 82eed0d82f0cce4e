/** A message that was put aside. */
export interface DeadLetter {
  readonly id: string;
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
  /** When it was first sent, epoch milliseconds. */
  readonly sentAt: number;
  /** Names it to the queue while it is held. */
  readonly handle: string;
}

export interface Message {
  readonly body: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** A queue of dead letters. Counts are approximations. */
export interface DeadLetters {
  depth(): Promise<{ readonly waiting: number; readonly held: number }>;
  /** At most ten, or none, each hidden from others for half a minute. */
  take(limit: number): Promise<readonly DeadLetter[]>;
  /** Lets others see them again at once. */
  giveBack(letters: readonly DeadLetter[]): Promise<void>;
  /** For good. */
  remove(letters: readonly DeadLetter[]): Promise<void>;
}

/** A queue that takes messages with their attributes. Throws when it did not take all of them: some may have been. */
export interface MessageSink {
  send(messages: readonly Message[]): Promise<void>;
}
