import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

/** Sends signed deliveries of GitHub over connections that stay open. */
export class Deliveries {
  readonly #agent: Agent;
  readonly #url: URL;
  readonly #secret: string;

  constructor(url: string, secret: string, connections: number) {
    this.#url = new URL('/api/github/webhook', url);
    this.#secret = secret;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connections });
  }

  /** Resolves to how long the answer took, in ms. Any but 2xx is an error. */
  send(event: string, payload: object): Promise<number> {
    const body = JSON.stringify(payload);
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      'x-github-event': event,
      'x-github-delivery': randomUUID(),
      'x-hub-signature-256': `sha256=${createHmac('sha256', this.#secret).update(body).digest('hex')}`,
    };
    const begin = performance.now();
    return new Promise((resolve, reject) => {
      const sent = request(this.#url, { method: 'POST', agent: this.#agent, headers }, (answer) => {
        answer.resume();
        answer.once('end', () => {
          const status = answer.statusCode ?? 0;
          if (status >= 200 && status < 300) resolve(performance.now() - begin);
          else reject(new Error(`a delivery was answered with ${status}`));
        });
      });
      sent.once('error', reject);
      sent.end(body);
    });
  }

  close(): void {
    this.#agent.destroy();
  }
}
