import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from 'node:net';

/** A way to a server on which its answers come at a limited rate. */
export class Throttle {
  /** Bytes per second. */
  rate: number;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #wakers: (() => void)[] = [];

  private constructor(target: URL, rate: number) {
    this.rate = rate;
    this.#server = createServer((client) => {
      const upstream = createConnection(Number(target.port), target.hostname);
      client.pipe(upstream);
      for (const [socket, other] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        this.#sockets.add(socket);
        socket.on('error', () => {});
        socket.once('close', () => {
          this.#sockets.delete(socket);
          other.destroy();
        });
      }
      upstream.on('data', (chunk: Buffer) => {
        client.write(chunk);
        upstream.pause();
        const timer = setTimeout(() => upstream.resume(), (chunk.length / this.rate) * 1000);
        this.#wakers.push(() => {
          clearTimeout(timer);
          upstream.resume();
        });
      });
    });
  }

  static async start(target: string, rate: number): Promise<Throttle> {
    const throttle = new Throttle(new URL(target), rate);
    throttle.#server.listen(0, '127.0.0.1');
    await once(throttle.#server, 'listening');
    return throttle;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** From now on as fast as it goes. */
  release(): void {
    this.rate = Number.POSITIVE_INFINITY;
    for (const wake of this.#wakers.splice(0)) wake();
  }

  async stop(): Promise<void> {
    this.#server.close();
    for (const socket of this.#sockets) socket.destroy();
    await once(this.#server, 'close');
  }
}
