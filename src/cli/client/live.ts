import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import { DroverError } from '../../errors/error.ts';
import { attach, LiveClient, type LiveClientOptions, type OpenSocket } from '../../live/client/index.ts';
import { protocolName } from '../../live/messages.ts';
import type { Client } from './client.ts';
import { ServerProblem } from './server-problem.ts';

/** Servers ping every 20 s: one that was silent for so long is gone, though the connection does not know it. */
const silentForMs = 65_000;
/** About two minutes, as the pauses between them grow. */
const attempts = 16;

/** The live interface of the server that `client` talks to. */
export function connectLive(
  client: Client,
  events: Pick<LiveClientOptions, 'onLost' | 'onConnected'> = {},
): LiveClient {
  return new LiveClient({ urls: [client.url], openSocket: nodeSockets(client.token), attempts, ...events });
}

/** What broke off for good, in the words of the other commands. */
export function liveFault(client: Client, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof DroverError || error instanceof ServerProblem)
    return error;
  if ('code' in error && typeof error.code === 'string')
    return new ServerProblem(0, error.code, error.message);
  const detail = `The live output of ${client.url} cannot be reached: ${error.message}.`;
  return new DroverError('SERVER_UNREACHABLE', { detail }, { cause: error });
}

/** Sockets that send the token as other requests do, and notice a server that went away without a word. */
export function nodeSockets(token: string | null): OpenSocket {
  return (url, events) => {
    const headers = token === null ? {} : { authorization: `Bearer ${token}` };
    const socket = new WebSocket(url, [protocolName], { headers, perMessageDeflate: false });
    let refused: Error | undefined;
    let timer: NodeJS.Timeout | undefined;
    const heard = () => {
      clearTimeout(timer);
      timer = setTimeout(() => (socket.isPaused ? heard() : socket.terminate()), silentForMs);
    };
    socket.on('unexpected-response', (_request, response: IncomingMessage) => {
      if (isFinal(response.statusCode)) refused = new Error(`the server answers ${response.statusCode}`);
      response.resume();
      socket.terminate();
    });
    for (const event of ['open', 'ping', 'message'] as const) socket.on(event, heard);
    socket.on('close', () => clearTimeout(timer));
    return attach(socket, { ...events, closed: () => events.closed(refused) });
  };
}

/** No proxy or server that is about to be ready, but a no. */
const isFinal = (status = 0): boolean => status >= 400 && status < 500 && status !== 408 && status !== 429;
