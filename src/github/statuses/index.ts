export { type Announce, createAnnounce, type Notice } from './announce.ts';
export { startStatusSender } from './sender.ts';
