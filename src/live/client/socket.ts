/** What the client needs of a WebSocket. */
export interface LiveSocket {
  send(text: string): void;
  close(): void;
  /** Stops reading, so that the sender has to wait; a browser's socket cannot. */
  pause?(): void;
  resume?(): void;
}

export interface SocketEvents {
  opened(): void;
  message(text: string): void;
  /** Once, also for a socket that was never open. `refused`: trying again is of no use, for this reason. */
  closed(refused?: Error): void;
}

/** Begins to open a socket to `ws://…` or `wss://…`; what happens to it is told by the events. */
export type OpenSocket = (url: string, events: SocketEvents) => LiveSocket;

/** The part of the WebSocket interface that browsers and `ws` have in common. */
interface WebSocketLike extends LiveSocket {
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
}

/** Sockets of a browser's `WebSocket`, or of any class like it; the token travels as a subprotocol. */
export function webSockets(
  WebSocketClass: new (url: string, protocols: string[]) => WebSocketLike,
  token: string | null,
): OpenSocket {
  return (url, events) => attach(new WebSocketClass(url, tokenProtocols(token)), events);
}

/** Connects the events of a socket that has just been made. */
export function attach<Socket extends WebSocketLike>(socket: Socket, events: SocketEvents): Socket {
  socket.addEventListener('open', () => events.opened());
  socket.addEventListener('message', ({ data }) => events.message(String(data)));
  socket.addEventListener('close', () => events.closed());
  // A close follows; without a listener `ws` would throw.
  socket.addEventListener('error', () => {});
  return socket;
}

/** A browser can send no Authorization header with a WebSocket, but subprotocols. */
export function tokenProtocols(token: string | null): string[] {
  if (token === null) return ['drover'];
  const base64 = btoa(String.fromCharCode(...new TextEncoder().encode(token)));
  return ['drover', `token.${base64.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')}`];
}
