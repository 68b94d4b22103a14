/** Live output, builds and workers for programs: the command line and web pages alike. */
export type { BuildsHandlers, BuildsWanted } from './builds-subscription.ts';
export { LiveClient, type LiveClientOptions } from './live-client.ts';
export { outputStream } from './output-stream.ts';
export type { OutputHandlers, OutputWanted } from './output-subscription.ts';
export { attach, type LiveSocket, type OpenSocket, type SocketEvents, webSockets } from './socket.ts';
export { LiveError } from './subscription.ts';
export type { WorkersHandlers } from './workers-subscription.ts';
