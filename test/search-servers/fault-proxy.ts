import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of a request instead of, or after, what the server does with it. */
export type Fault =
  /** The server never sees it. */
  | { readonly kind: 'answer'; readonly status: number; readonly body?: string }
  | { readonly kind: 'hang up' }
  /** The server has done it, and nobody hears of it. */
  | { readonly kind: 'lose the answer' }
  /** Of a bulk the server gets the first half; the rest is told as put off. */
  | { readonly kind: 'half' };

/** A proxy before a server that does to requests what a test wants. Only what is sent over it counts. */
export interface FaultProxy {
  readonly url: string;
  /** Paths of the requests so far. */
  readonly requests: string[];
  /** Asked for each request; null lets it through. */
  fault: (path: string, body: string) => Fault | null;
  close(): Promise<void>;
}

export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const requests: string[] = [];
  const server = createServer((incoming, outgoing) => {
    void readBody(incoming).then((body) => {
      const path = incoming.url ?? '';
      requests.push(path);
      const fault = proxy.fault(path, body);
      if (fault === null) return void forward(target, incoming, body, outgoing, (text) => text);
      switch (fault.kind) {
        case 'answer':
          outgoing.writeHead(fault.status, {
            'content-type': 'application/json',
            'x-elastic-product': 'Elasticsearch',
          });
          outgoing.end(
            fault.body ?? JSON.stringify({ error: { type: 'test', reason: `made up ${fault.status}` } }),
          );
          return;
        case 'hang up':
          incoming.socket.destroy();
          return;
        case 'lose the answer':
          void forward(target, incoming, body, null, (text) => text).then(() => incoming.socket.destroy());
          return;
        case 'half': {
          const lines = body.trimEnd().split('\n');
          const kept = Math.ceil(lines.length / 4) * 2;
          const late = (lines.length - kept) / 2;
          void forward(target, incoming, `${lines.slice(0, kept).join('\n')}\n`, outgoing, (text) => {
            const answer = JSON.parse(text) as { items: object[] };
            for (let index = 0; index < late; index += 1)
              answer.items.push({
                index: { status: 429, error: { type: 'es_rejected_execution_exception', reason: 'full' } },
              });
            return JSON.stringify(answer);
          });
        }
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const proxy: FaultProxy = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    fault: () => null,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

async function readBody(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

function forward(
  target: string,
  incoming: IncomingMessage,
  body: string,
  outgoing: ServerResponse | null,
  change: (text: string) => string,
): Promise<void> {
  return new Promise((resolve) => {
    const {
      host: _host,
      'content-length': _length,
      'transfer-encoding': _encoding,
      ...headers
    } = incoming.headers;
    const sent = request(
      `${target}${incoming.url}`,
      {
        method: incoming.method,
        headers: { ...headers, 'accept-encoding': 'identity', 'content-length': Buffer.byteLength(body) },
      },
      (answer) => {
        void readBody(answer).then((text) => {
          const { 'content-length': _old, 'transfer-encoding': _other, ...kept } = answer.headers;
          outgoing?.writeHead(answer.statusCode ?? 502, kept);
          outgoing?.end(text === '' ? '' : change(text));
          resolve();
        });
      },
    );
    sent.once('error', () => {
      outgoing?.destroy();
      resolve();
    });
    sent.end(body);
  });
}
