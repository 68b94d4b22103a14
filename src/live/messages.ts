import { type Static, type TSchema, Type } from 'typebox';
import type { BuildStatus, BuildSummary } from '../state/build.ts';
import type { WorkerView } from '../state/workers.ts';

/**
 * What clients and servers say on `GET /api/live`: one JSON object per text frame. Fields are only ever
 * added; who reads passes over what it does not know.
 */

const object = <T extends Record<string, TSchema>>(fields: T) =>
  Type.Object(fields, { additionalProperties: false });

const job = Type.String({ minLength: 1, maxLength: 200 });
const build = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
const log = Type.String({ minLength: 1, maxLength: 1000 });
const offset = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

export const SubscribeBuilds = object({
  type: Type.Literal('subscribe'),
  channel: Type.Literal('builds'),
  job: Type.Optional(job),
  /** Only together with `job`. */
  build: Type.Optional(build),
  /** `id` of the last `build`, `changed` or `subscribed` message seen: what came after it is sent first. */
  since: Type.Optional(Type.String({ pattern: '^\\d{1,15}-\\d{1,15}$' })),
});

export const SubscribeWorkers = object({ type: Type.Literal('subscribe'), channel: Type.Literal('workers') });

export const SubscribeOutput = object({
  type: Type.Literal('subscribe'),
  channel: Type.Literal('output'),
  job,
  build,
  /** Log → byte to begin at; a log that is not named begins at 0, or where `tail` says. */
  offsets: Type.Optional(Type.Record(log, offset)),
  /** Only so many of the last lines that are there now, over all logs; then whatever is printed. */
  tail: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000 })),
  /** Only these logs. */
  logs: Type.Optional(Type.Array(log, { maxItems: 1000 })),
  /** Another message adds to these `offsets` and `logs`; nothing begins before one without this field has come. */
  more: Type.Optional(Type.Boolean()),
});

export const UnsubscribeBuilds = object({
  type: Type.Literal('unsubscribe'),
  channel: Type.Literal('builds'),
  job: Type.Optional(job),
  build: Type.Optional(build),
});

export const UnsubscribeWorkers = object({
  type: Type.Literal('unsubscribe'),
  channel: Type.Literal('workers'),
});

export const UnsubscribeOutput = object({
  type: Type.Literal('unsubscribe'),
  channel: Type.Literal('output'),
  job,
  build,
});

export type SubscribeBuilds = Static<typeof SubscribeBuilds>;
export type SubscribeWorkers = Static<typeof SubscribeWorkers>;
export type SubscribeOutput = Static<typeof SubscribeOutput>;
export type Subscribe = SubscribeBuilds | SubscribeWorkers | SubscribeOutput;
export type Unsubscribe =
  | Static<typeof UnsubscribeBuilds>
  | Static<typeof UnsubscribeWorkers>
  | Static<typeof UnsubscribeOutput>;

/** By `<type> <channel>`, so that a fault is told of the one message that was meant. */
export const clientMessages = {
  'subscribe builds': SubscribeBuilds,
  'subscribe workers': SubscribeWorkers,
  'subscribe output': SubscribeOutput,
  'unsubscribe builds': UnsubscribeBuilds,
  'unsubscribe workers': UnsubscribeWorkers,
  'unsubscribe output': UnsubscribeOutput,
} as const;

export type ClientMessage = Subscribe | Unsubscribe;
export type Channel = Subscribe['channel'];

/** The subscription stands. It comes before anything else of this subscription. */
export interface SubscribedMessage {
  type: 'subscribed';
  channel: Channel;
  job?: string;
  build?: number;
  /** Of `builds`: the newest event, for `since` when no other message comes before the connection breaks. */
  id?: string;
  /** Of `output` with `tail`: log → byte at which it begins, so that a client that comes back names them and misses nothing. */
  offsets?: Record<string, number>;
}

/** A build changed. Of changes that came quickly one after another a replay tells the last state only. */
export interface BuildMessage extends BuildSummary {
  type: 'build';
  /** Of the event; rises. */
  id: string;
}

/** A job or a folder has changed, or builds were deleted. Comes with the changes of builds, where it belongs in their order. */
export interface ChangedMessage {
  type: 'changed';
  /** Of the event; rises. */
  id: string;
  /** `job`: made, saved, moved or deleted. `folder`: made or deleted. `builds`: deleted. */
  what: 'job' | 'folder' | 'builds';
  /** Path of the folder, or of the one that the job is in; empty at the top. */
  folder: string;
  /** Of `job` and `builds`. */
  job?: string;
  /** The job or the folder is not there any more. */
  gone?: true;
  /** Of `builds`. */
  numbers?: number[];
}

/**
 * `data` is the text of `bytes` bytes of the log's file from `offset` on; `offset + bytes` is the next offset.
 * Characters are never cut; bytes that are no text stand as U+FFFD.
 */
export interface OutputMessage {
  type: 'output';
  job: string;
  build: number;
  log: string;
  offset: number;
  bytes: number;
  data: string;
}

/** The build has ended, and all of its output that was asked for was sent. The subscription is over. */
export interface EndMessage {
  type: 'end';
  job: string;
  build: number;
  status: BuildStatus;
}

/** First answer to a subscription of `workers`: all that are known. Again for a client that was too slow. */
export interface WorkersMessage {
  type: 'workers';
  workers: WorkerView[];
}

/** A worker tells of itself, or its status is `offline`: it has told nothing for 15 s. */
export interface HeartbeatMessage {
  type: 'heartbeat';
  worker: WorkerView;
}

/** A worker signed off and is not listed any more. */
export interface GoneMessage {
  type: 'gone';
  name: string;
}

/** What was missed is not in the history any more, or this client was too slow: read the lists anew. */
export interface ReloadMessage {
  type: 'reload';
  channel: 'builds';
  job?: string;
  build?: number;
}

/** Something sent was not understood, or a subscription ended by a fault: then `channel` names it. */
export interface ErrorMessage {
  type: 'error';
  message: string;
  /** Of `docs/errors.md`. */
  code?: string;
  channel?: Channel;
  job?: string;
  build?: number;
}

export type ServerMessage =
  | SubscribedMessage
  | BuildMessage
  | ChangedMessage
  | OutputMessage
  | EndMessage
  | WorkersMessage
  | HeartbeatMessage
  | GoneMessage
  | ReloadMessage
  | ErrorMessage;

/** First entry of `Sec-WebSocket-Protocol`, and what the server chooses. */
export const protocolName = 'drover';
/** A browser cannot send `Authorization`: the second entry is this and the token in base64url. */
export const tokenProtocolPrefix = 'token.';
