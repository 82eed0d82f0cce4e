import { type Document, decode, encode } from '../values/documents.ts';

const OP_REPLY = 1;
const OP_QUERY = 2004;
const OP_MSG = 2013;
const CHECKSUM_PRESENT = 1;
const MORE_TO_COME = 2;

/** One request, whichever message carried it. */
export interface Request {
  readonly id: number;
  readonly opCode: number;
  /** The command; the documents of a sequence section are fields of it like any other. */
  readonly command: Document;
  /** False for writes of which the client wants to hear nothing. */
  readonly wantsReply: boolean;
}

/** @throws RangeError for message kinds that no current driver sends unasked (compressed, or from before MongoDB 3.6). */
export function readRequest(frame: Buffer): Request {
  const opCode = frame.readInt32LE(12);
  if (opCode === OP_MSG) return readMsg(frame);
  if (opCode === OP_QUERY) return readQuery(frame);
  throw new RangeError(`the message kind ${opCode} is not spoken here`);
}

function readMsg(frame: Buffer): Request {
  const flags = frame.readUInt32LE(16);
  const end = flags & CHECKSUM_PRESENT ? frame.length - 4 : frame.length;
  const command: Document = {};
  for (let at = 20; at < end; ) {
    const kind = frame.readUInt8(at);
    const size = frame.readInt32LE(at + 1);
    const section = frame.subarray(at + 1, at + 1 + size);
    if (kind === 0) Object.assign(command, decode(section));
    else if (kind === 1) Object.assign(command, readSequence(section));
    else throw new RangeError(`unknown section kind ${kind}`);
    at += 1 + size;
  }
  const id = frame.readInt32LE(4);
  return { id, opCode: OP_MSG, command: namedFirst(command), wantsReply: (flags & MORE_TO_COME) === 0 };
}

/** A sequence may stand before the body, but the first field is what names the command. */
function namedFirst(command: Document): Document {
  const [first] = Object.keys(command);
  if (first === undefined || !Array.isArray(command[first])) return command;
  const { [first]: sequence, ...others } = command;
  return { ...others, [first]: sequence };
}

function readSequence(section: Buffer): Document {
  const nameEnd = section.indexOf(0, 4);
  const documents: Document[] = [];
  for (let at = nameEnd + 1; at < section.length; ) {
    const size = section.readInt32LE(at);
    documents.push(decode(section.subarray(at, at + size)));
    at += size;
  }
  return { [section.toString('utf8', 4, nameEnd)]: documents };
}

/** The old form, in which drivers still say their first hello. */
function readQuery(frame: Buffer): Request {
  const nameEnd = frame.indexOf(0, 20);
  const at = nameEnd + 1 + 8;
  const query = decode(frame.subarray(at, at + frame.readInt32LE(at)));
  const inner = query.$query;
  const command = typeof inner === 'object' && inner !== null ? (inner as Document) : query;
  const database = frame.toString('utf8', 20, nameEnd).split('.')[0] ?? 'admin';
  return {
    id: frame.readInt32LE(4),
    opCode: OP_QUERY,
    command: { ...command, $db: database },
    wantsReply: true,
  };
}

/** The answer to a request, in the kind of message that it came in. */
export function writeReply(request: Request, reply: Document): Buffer {
  const body = encode(reply);
  return request.opCode === OP_MSG
    ? framed(OP_MSG, request.id, msgHead(), body)
    : framed(OP_REPLY, request.id, replyHead(), body);
}

/** No flags, then one section of kind 0. */
const msgHead = (): Buffer => Buffer.alloc(5);

/** AwaitCapable, no cursor, from 0, one document. */
function replyHead(): Buffer {
  const head = Buffer.alloc(20);
  head.writeInt32LE(8, 0);
  head.writeInt32LE(1, 16);
  return head;
}

function framed(opCode: number, responseTo: number, head: Buffer, body: Uint8Array): Buffer {
  const header = Buffer.alloc(16);
  header.writeInt32LE(16 + head.length + body.length, 0);
  header.writeInt32LE(responseTo, 8);
  header.writeInt32LE(opCode, 12);
  return Buffer.concat([header, head, body]);
}
