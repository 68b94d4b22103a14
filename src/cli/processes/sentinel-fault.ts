import { connect as connectPlain, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { parseSentinelAddress, type SentinelAddress } from '../../lib/sentinel-address.ts';

const withinMs = 5_000;

/**
 * What a fault of the client means. When no Sentinel can be reached it tells only that its connections were closed,
 * and when it tries again: the cause is looked for by connecting to each.
 */
export async function redisFault(url: string, message: string): Promise<string> {
  const address = parseSentinelAddress(url);
  if (address === null || !message.startsWith('All sentinels are unreachable')) return message;
  const faults = await Promise.all(address.sentinels.map((one) => connectFault(one, address.tls)));
  const [, told = ''] = /Last error: (.*)$/.exec(message) ?? [];
  const found = [...new Set(faults.filter((fault) => fault !== null))];
  return `no Sentinel tells where it is: ${found.length > 0 ? found.join('; ') : told}`;
}

function connectFault(to: SentinelAddress['sentinels'][number], tls: boolean): Promise<string | null> {
  return new Promise((resolve) => {
    const socket: Socket = tls ? connectTls(to) : connectPlain(to);
    const done = (fault: string | null) => {
      socket.destroy();
      resolve(fault === null ? null : `${to.host}:${to.port} ${fault}`);
    };
    socket.setTimeout(withinMs, () => done('does not answer'));
    socket.once(tls ? 'secureConnect' : 'connect', () => done(null));
    socket.on('error', (error) => done(error.message));
  });
}
