/** Live output, builds and workers for programs: the command line and web pages alike. */
export { LiveClient, type LiveClientOptions } from './live-client.ts';
export { outputStream } from './output-stream.ts';
export { attach, type OpenSocket } from './socket.ts';
