import { nodeSockets } from '../../../src/cli/client/live.ts';
import { LiveClient, type OpenSocket, outputStream } from '../../../src/live/client/index.ts';
import { until } from '../../helpers/drover.ts';

export interface ViewerOptions {
  readonly urls: readonly string[];
  readonly token: string;
  readonly job: string;
  readonly build: number;
  /** Each connection is broken after so many ms, so that the next server has to go on. */
  readonly hopAfterMs?: number;
}

/** Watches a build as a client does that keeps every byte. */
export class Viewer {
  /** Log → its bytes as they came. */
  readonly logs = new Map<string, Buffer[]>();
  bytes = 0;
  connections = 0;
  readonly done: Promise<void>;

  constructor(options: ViewerOptions) {
    this.done = this.#watch(options);
    this.done.catch(() => {});
  }

  text(log: string): Buffer {
    return Buffer.concat(this.logs.get(log) ?? []);
  }

  /** Resolves when it has seen so many bytes. */
  async seen(bytes: number): Promise<void> {
    await until(() => this.bytes >= bytes, `a viewer sees ${bytes} bytes`);
  }

  async #watch({ urls, token, job, build, hopAfterMs }: ViewerOptions): Promise<void> {
    const open = nodeSockets(token);
    const openSocket: OpenSocket = (url, events) => {
      this.connections += 1;
      const socket = open(url, events);
      if (hopAfterMs !== undefined) setTimeout(() => socket.close(), hopAfterMs);
      return socket;
    };
    const client = new LiveClient({ urls, openSocket });
    try {
      for await (const message of outputStream(client, { job, build })) {
        if (message.type === 'end') continue;
        const bytes = Buffer.from(message.data);
        if (bytes.length !== message.bytes)
          throw new Error(`${bytes.length} bytes came for ${message.bytes}`);
        this.bytes += bytes.length;
        const known = this.logs.get(message.log);
        if (known === undefined) this.logs.set(message.log, [bytes]);
        else known.push(bytes);
      }
    } finally {
      client.close();
    }
  }
}
