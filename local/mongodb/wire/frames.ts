/** Beyond MongoDB's own limit of 48,000,000 bytes nothing sensible can follow. */
const MAX_FRAME_BYTES = 48_000_000;
const HEADER_BYTES = 16;
const LENGTH_BYTES = 4;

/** Cuts a byte stream into whole messages, each beginning with its 16-byte header. */
export class FrameReader {
  #chunks: Buffer[] = [];
  #length = 0;

  /**
   * @returns the messages that the chunk completes.
   * @throws RangeError for a length that no MongoDB message has: the peer speaks something else.
   */
  push(chunk: Buffer): Buffer[] {
    this.#chunks.push(chunk);
    this.#length += chunk.length;
    const frames: Buffer[] = [];
    for (let size = this.#nextSize(); size !== undefined && this.#length >= size; size = this.#nextSize()) {
      const all = this.#joined();
      frames.push(all.subarray(0, size));
      this.#chunks = size === all.length ? [] : [all.subarray(size)];
      this.#length = all.length - size;
    }
    return frames;
  }

  #nextSize(): number | undefined {
    if (this.#length < LENGTH_BYTES) return undefined;
    const [first] = this.#chunks;
    const size = (first && first.length >= LENGTH_BYTES ? first : this.#joined()).readInt32LE(0);
    if (size < HEADER_BYTES || size > MAX_FRAME_BYTES)
      throw new RangeError(`not a MongoDB message: ${size} bytes`);
    return size;
  }

  #joined(): Buffer {
    const [first] = this.#chunks;
    if (first && this.#chunks.length === 1) return first;
    const joined = Buffer.concat(this.#chunks);
    this.#chunks = [joined];
    return joined;
  }
}
