import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** A reverse proxy that remembers nobody: each request and each WebSocket goes to the next server; one that refuses is passed over. */
export class RoundRobin {
  /** How many requests and sockets went to each server. */
  readonly counts: number[];
  readonly #targets: readonly URL[];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #next = 0;

  private constructor(targets: readonly URL[]) {
    this.#targets = targets;
    this.counts = targets.map(() => 0);
    this.#server = createServer((incoming, answer) => void this.#forward(incoming, answer));
    this.#server.on('upgrade', (incoming, socket, head) => this.#join(incoming, socket as Socket, head));
  }

  static async start(urls: readonly string[]): Promise<RoundRobin> {
    const proxy = new RoundRobin(urls.map((url) => new URL(url)));
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #choose(): URL {
    const index = this.#next % this.#targets.length;
    this.#next += 1;
    this.counts[index] = (this.counts[index] ?? 0) + 1;
    return this.#targets[index] as URL;
  }

  async #forward(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const body = await buffer(incoming);
    const attempt = (left: number): void => {
      const { method = 'GET', url = '/', headers } = incoming;
      const { hostname, port } = this.#choose();
      const outgoing = request({ hostname, port, method, path: url, headers }, (reply) => {
        answer.writeHead(reply.statusCode ?? 502, reply.headers);
        answer.flushHeaders();
        reply.pipe(answer);
        reply.once('error', () => answer.destroy());
      });
      outgoing.once('error', () => {
        if (answer.headersSent) answer.destroy();
        else if (left > 0) attempt(left - 1);
        else answer.writeHead(502).end();
      });
      answer.once('close', () => outgoing.destroy());
      outgoing.end(body);
    };
    attempt(this.#targets.length - 1);
  }

  #join(incoming: IncomingMessage, client: Socket, head: Buffer): void {
    const { rawHeaders, method, url } = incoming;
    const lines = [`${method} ${url} HTTP/1.1`];
    for (let index = 0; index + 1 < rawHeaders.length; index += 2)
      lines.push(`${rawHeaders[index]}: ${rawHeaders[index + 1]}`);
    const attempt = (left: number): void => {
      const { hostname, port } = this.#choose();
      const upstream = connect(Number(port), hostname);
      upstream.once('connect', () => {
        upstream.write(`${lines.join('\r\n')}\r\n\r\n`);
        upstream.write(head);
        upstream.pipe(client);
        client.pipe(upstream);
      });
      upstream.once('error', () => {
        if (upstream.bytesRead === 0 && left > 0) attempt(left - 1);
        else client.destroy();
      });
      upstream.once('end', () => client.destroy());
      client.once('close', () => upstream.destroy());
    };
    this.#sockets.add(client);
    client.on('error', () => {});
    client.once('close', () => this.#sockets.delete(client));
    attempt(this.#targets.length - 1);
  }
}
