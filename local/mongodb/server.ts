import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { answer } from './commands/answer.ts';
import type { CommandContext } from './commands/command.ts';
import { Cursors } from './commands/cursors.ts';
import { Catalog } from './storage/catalog.ts';
import { FrameReader } from './wire/frames.ts';
import { readRequest, writeReply } from './wire/messages.ts';

export interface MongoServerOptions {
  /** Where the documents are kept; made when it is not there. One server at a time may use it. */
  readonly dataDir: string;
  /** 0 takes a free port. */
  readonly port: number;
  /** Anything but a loopback address would open an unprotected database to the network. */
  readonly host?: '127.0.0.1' | '::1';
}

export interface MongoServer {
  /** `mongodb://127.0.0.1:27027` */
  readonly uri: string;
  readonly port: number;
  /** Ends all connections and closes the files. What was answered before is kept. */
  close(): Promise<void>;
}

/**
 * Starts an emulator of a stand-alone MongoDB 7 for development and tests on one machine. It speaks MongoDB's wire protocol, so
 * that drivers and mongosh work with it, and keeps its documents in SQLite. It is not a database for anything that matters: no
 * authentication, no replication, no transactions, no change streams, no query planner, all documents in memory. What it does not
 * know it refuses by name, with MongoDB's own error codes.
 * @throws Error with one clear sentence when the port is taken or the folder cannot be used.
 */
export async function startMongoServer({
  dataDir,
  port,
  host = '127.0.0.1',
}: MongoServerOptions): Promise<MongoServer> {
  const catalog = new Catalog(dataDir);
  const sockets = new Set<Socket>();
  const cursors = new Cursors(Date.now);
  let lastConnection = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    lastConnection += 1;
    const peer = `${socket.remoteAddress}:${socket.remotePort}`;
    serve(socket, { catalog, cursors, connectionId: lastConnection, peer });
  });
  try {
    await listen(server, port, host);
  } catch (error) {
    catalog.close();
    throw error;
  }
  const { port: actualPort } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
    catalog.close();
  };
  return { uri: `mongodb://${host === '::1' ? '[::1]' : host}:${actualPort}`, port: actualPort, close };
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  try {
    await once(server, 'listening');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'EADDRINUSE') {
      throw new Error(
        `Port ${port} is already in use, so the local MongoDB cannot start: end what uses it, or set MONGODB_PORT to another port.`,
      );
    }
    throw new Error(
      `The local MongoDB cannot listen on ${host}:${port} (${code}): set MONGODB_PORT to another port.`,
    );
  }
}

/** Each command runs to its end before the next one is read, so that none ever sees half of another's work. */
function serve(socket: Socket, connection: Omit<CommandContext, 'database'>): void {
  const frames = new FrameReader();
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    try {
      for (const frame of frames.push(chunk)) answerFrame(frame, socket, connection);
    } catch {
      // Not a message of this protocol: there is no way to answer it.
      socket.destroy();
    }
  });
}

function answerFrame(frame: Buffer, socket: Socket, connection: Omit<CommandContext, 'database'>): void {
  const request = readRequest(frame);
  const { $db: database = 'admin' } = request.command;
  const reply = answer(request.command, { ...connection, database: String(database) });
  if (request.wantsReply) socket.write(writeReply(request, reply));
}
