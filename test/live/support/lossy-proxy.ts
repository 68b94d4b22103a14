import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { endOfFrame, isPublished } from './resp-frames.ts';
import { seededRandom } from './seeded-random.ts';

/** Stands between a server and its Redis, and loses some of the messages that Redis pushes to subscribers. */
export class LossyProxy {
  /** Share of the published messages that are lost, 0 to 1. */
  loss: number;
  dropped = 0;
  passed = 0;
  readonly #random: () => number;
  readonly #upstream: string;
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #held = false;

  private constructor(upstream: string, loss: number, seed: number) {
    this.loss = loss;
    this.#upstream = upstream;
    this.#random = seededRandom(seed);
    this.#server = createServer((socket) => this.#serve(socket));
  }

  /** `upstream` is the path of Redis's unix socket. */
  static async start(upstream: string, loss: number, seed: number): Promise<LossyProxy> {
    const proxy = new LossyProxy(upstream, loss, seed);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `redis://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Breaks every connection; new ones are taken. */
  cut(): void {
    for (const socket of this.#sockets) socket.destroy();
  }

  /** Breaks every connection, and each new one at once, until `release`. */
  hold(): void {
    this.#held = true;
    this.cut();
  }

  release(): void {
    this.#held = false;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.cut();
    await once(this.#server, 'close');
  }

  #serve(client: Socket): void {
    if (this.#held) {
      client.destroy();
      return;
    }
    const redis = createConnection(this.#upstream);
    let rest: Buffer = Buffer.alloc(0);
    for (const [socket, other] of [
      [client, redis],
      [redis, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.on('error', () => {});
      socket.once('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    client.pipe(redis);
    redis.on('data', (chunk: Buffer) => {
      rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
      const { kept, left } = this.#filter(rest);
      rest = left;
      for (const part of kept) if (!client.write(part)) redis.pause();
    });
    client.on('drain', () => redis.resume());
  }

  #filter(buffer: Buffer): { kept: Buffer[]; left: Buffer } {
    const kept: Buffer[] = [];
    let start = 0;
    for (let end = endOfFrame(buffer); end !== null; end = endOfFrame(buffer, start)) {
      const frame = buffer.subarray(start, end);
      start = end;
      if (this.#isLost(frame)) continue;
      kept.push(frame);
    }
    return { kept, left: buffer.subarray(start) };
  }

  #isLost(frame: Buffer): boolean {
    if (!isPublished(frame)) return false;
    const lost = this.#random() < this.loss;
    if (lost) this.dropped += 1;
    else this.passed += 1;
    return lost;
  }
}
