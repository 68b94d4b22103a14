import { once } from 'node:events';
import { Value } from 'typebox/value';
import { WebSocket } from 'ws';
import type { ServerMessage } from '../../../src/live/messages.ts';
import { until } from '../../helpers/drover.ts';
import { serverMessages } from './server-messages.ts';

/** A bare socket on the live interface. What the server says is held against the documented schemas. */
export class RawSocket {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[] = [];
  readonly faults: unknown[] = [];
  /** Close code; null while it is open. */
  closed: number | null = null;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('error', () => {});
    socket.on('close', (code) => {
      this.closed = code;
    });
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString()) as ServerMessage;
      this.messages.push(message);
      for (const fault of Value.Errors(serverMessages[message.type], message))
        this.faults.push({ fault, message });
    });
  }

  static async open(url: string, token: string): Promise<RawSocket> {
    const headers = { authorization: `Bearer ${token}` };
    const raw = new RawSocket(
      new WebSocket(`${url.replace('http', 'ws')}/api/live`, ['drover'], { headers }),
    );
    await once(raw.socket, 'open');
    return raw;
  }

  say(message: object | string): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  /** The first message of this type that satisfies `is`, when it has come. */
  async hear<Type extends ServerMessage['type']>(
    type: Type,
    is: (message: Extract<ServerMessage, { type: Type }>) => boolean = () => true,
  ): Promise<Extract<ServerMessage, { type: Type }>> {
    type Wanted = Extract<ServerMessage, { type: Type }>;
    return until(
      () =>
        this.messages.find((message): message is Wanted => message.type === type && is(message as Wanted)),
      `a message ${type}`,
    );
  }

  count(type: ServerMessage['type']): number {
    return this.messages.filter((message) => message.type === type).length;
  }

  async close(): Promise<void> {
    if (this.closed !== null) return;
    const ended = once(this.socket, 'close');
    this.socket.terminate();
    await ended;
  }
}

/** The status with which an upgrade is answered: 101 when it succeeds. */
export async function upgradeStatus(
  url: string,
  headers: Record<string, string>,
  protocols: string[] = ['drover'],
): Promise<number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/api/live`, protocols, { headers });
  return new Promise((resolve) => {
    socket.on('error', () => {});
    socket.on('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
      socket.terminate();
    });
    socket.on('open', () => {
      resolve(101);
      socket.terminate();
    });
  });
}
