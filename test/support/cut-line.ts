import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line to a service on this machine that can be cut. */
export interface CutLine {
  readonly url: string;
  /** Nobody gets through while the work goes on. */
  cut<T>(work: () => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export async function lineTo(port: number): Promise<CutLine> {
  let isCut = false;
  const open = new Set<Socket>();
  const server = createServer((caller) => {
    if (isCut) {
      caller.destroy();
      return;
    }
    const service = connect(port, '127.0.0.1');
    for (const [one, other] of [
      [caller, service],
      [service, caller],
    ] as const) {
      open.add(one);
      one.on('error', () => one.destroy());
      one.on('close', () => {
        open.delete(one);
        other.destroy();
      });
    }
    caller.pipe(service).pipe(caller);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const hangUp = () => {
    for (const socket of open) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async cut(work) {
      isCut = true;
      hangUp();
      try {
        return await work();
      } finally {
        isCut = false;
      }
    },
    async close() {
      hangUp();
      await new Promise((done) => server.close(done));
    },
  };
}
