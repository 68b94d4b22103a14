import { address, secret } from '../kinds.ts';
import { option } from './option.ts';

/** What the client commands talk to. */
export const clientOptions = {
  url: option<string>({
    kind: address('http://', 'https://'),
    default: ({ values }) => localAddress(String(values['host']), Number(values['port'])),
    defaultText: 'http://<host>:<port>',
    roles: ['client'],
    description: 'Server that client commands talk to',
  }),
  token: option<string | null>({
    kind: secret,
    default: null,
    defaultText: '<data>/admin-token, for a server on this machine',
    roles: ['client'],
    description:
      'Token of client commands; rather a variable than a flag, which others on the machine can read',
  }),
} as const;

/** The address at which a server that listens on `host` is reached from this machine. */
function localAddress(host: string, port: number): string {
  const reached = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${reached.includes(':') ? `[${reached}]` : reached}:${port === 0 ? 7420 : port}`;
}
