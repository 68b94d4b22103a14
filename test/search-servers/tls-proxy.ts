import { request } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Certificates } from '../helpers/certificates.ts';

export interface TlsProxy {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * What a server without its security modules lacks: TLS, and a look at `Authorization`. Anything else than
 * `authorization` is answered as Elasticsearch answers it.
 */
export async function startTlsProxy(
  target: string,
  { cert, key }: Certificates,
  authorization: string,
): Promise<TlsProxy> {
  const server = createServer({ cert, key }, (incoming, outgoing) => {
    const { authorization: given, ...headers } = incoming.headers;
    if (given !== authorization) {
      const error = { type: 'security_exception', reason: 'unable to authenticate this request' };
      outgoing.writeHead(401, { 'content-type': 'application/json', 'www-authenticate': 'ApiKey' });
      outgoing.end(JSON.stringify({ error, status: 401 }));
      return;
    }
    const sent = request(`${target}${incoming.url}`, { method: incoming.method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    sent.once('error', () => outgoing.destroy());
    incoming.pipe(sent);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
