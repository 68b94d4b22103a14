import { address, duration, file, integer, matching } from '../kinds.ts';
import { both, option } from './option.ts';

/** How a server is reached, and by whom. */
export const serverOptions = {
  host: option<string>({
    kind: matching('address', /^[A-Za-z0-9._:-]{1,253}$/, 'a host name or an IP address'),
    default: '127.0.0.1',
    roles: ['server'],
    description: 'Address to listen on',
  }),
  port: option<number>({
    kind: integer(0, 65_535),
    default: 7420,
    roles: ['server'],
    description: 'Port to listen on; 0 takes a free one',
  }),
  publicUrl: option<string | null>({
    kind: address('http://', 'https://'),
    default: null,
    defaultText: 'http://<host>:<port>',
    roles: both,
    description: 'Address at which people reach the server, for links',
  }),
  tlsCert: option<string | null>({
    kind: file,
    default: null,
    defaultText: 'none: plain HTTP',
    roles: ['server'],
    description: 'File of the certificate for HTTPS, PEM, with those that vouch for it; needs tlsKey',
  }),
  tlsKey: option<string | null>({
    kind: file,
    default: null,
    defaultText: 'none',
    roles: ['server'],
    description: 'File of the key of the certificate, PEM',
  }),
  trustProxy: option<string | null>({
    kind: matching(
      'addresses',
      /^(?:[0-9A-Fa-f.:/]+|loopback|linklocal|uniquelocal)(?:,(?:[0-9A-Fa-f.:/]+|loopback|linklocal|uniquelocal))*$/,
      'addresses or networks as 10.0.0.0/8, or loopback, linklocal, uniquelocal, separated by commas',
    ),
    default: null,
    defaultText: 'none',
    roles: ['server'],
    description: 'Proxies whose X-Forwarded-* headers are believed',
  }),
  sessionIdle: option<number>({
    kind: duration,
    default: 24 * 60 * 60 * 1000,
    roles: ['server'],
    description: 'A browser that is unused for so long is signed out',
  }),
  sessionLife: option<number>({
    kind: duration,
    default: 30 * 24 * 60 * 60 * 1000,
    roles: ['server'],
    description: 'A browser is signed out so long after it signed in, used or not',
  }),
  rateLimit: option<number>({
    kind: integer(0, 1_000_000_000),
    default: 120_000,
    roles: ['server'],
    description: 'Requests that one caller may make in a minute at one server; 0 is no limit',
  }),
} as const;
