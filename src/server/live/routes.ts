import type { Socket } from 'node:net';
import websocket from '@fastify/websocket';
import type { FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { DroverError } from '../../errors/error.ts';
import { Gate } from '../../lib/gate.ts';
import { protocolName } from '../../live/messages.ts';
import { credentialOf, requireOwnOrigin } from '../access/credentials.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { ClientSocket } from './client-socket.ts';
import { limitHandshakes } from './handshakes.ts';
import { keepAlive } from './keep-alive.ts';
import { recheckCallers, type Watching } from './recheck.ts';

/** Larger ones end the connection; those between 64 KiB and this get an error message. */
const maxPayload = 1024 * 1024;

const tcpKeepAliveAfterMs = 30_000;

/** Subscriptions of all clients that are being made at a time. */
const subscribingAtOnce = 8;
const subscribingWithinMs = 5_000;

/** `GET /api/live`: builds, workers and output as they happen. `docs/websocket.md` has the messages. */
export async function liveRoutes(
  app: App,
  { state, live, log, publicUrl, identify }: ServerContext,
): Promise<void> {
  const streams = new WeakMap<WebSocket, Socket>();
  const watching = new Map<WebSocket, Watching>();
  await app.register(websocket, {
    options: {
      maxPayload,
      perMessageDeflate: false,
      handleProtocols: (offered: Set<string>) => (offered.has(protocolName) ? protocolName : false),
    },
  });

  const handshakes = limitHandshakes(app.server);
  const subscribing = new Gate({ width: subscribingAtOnce, withinMs: subscribingWithinMs });

  app.route({
    method: 'GET',
    url: '/api/live',
    config: { role: 'viewer', scope: 'filtered' },
    schema: { summary: 'WebSocket: builds, workers and output as they happen' },
    preValidation: async (request: FastifyRequest) => {
      requireOwnOrigin(request, publicUrl, false);
    },
    handler: () => {
      throw new DroverError('REQUEST_INVALID', {
        detail: 'This address speaks WebSocket: open it with a WebSocket client.',
      });
    },
    wsHandler: (socket, request) => {
      const stream = request.raw.socket;
      handshakes.done(stream);
      stream.setKeepAlive(true, tcpKeepAliveAfterMs);
      stream.setNoDelay(true);
      streams.set(socket, stream);
      watching.set(socket, { credential: credentialOf(request), caller: request.caller });
      socket.once('close', () => watching.delete(socket));
      new ClientSocket(socket, {
        caller: request.caller,
        state,
        live,
        subscribing,
        onFault: (err) => log.warn({ err }, 'subscription failed'),
      });
    },
  });

  const stop = keepAlive(
    () => app.websocketServer.clients,
    (socket) => streams.get(socket)?.bytesWritten ?? 0,
  );
  const stopRechecking = recheckCallers(watching, identify);
  app.addHook('onClose', async () => {
    stop();
    await stopRechecking();
  });
}
