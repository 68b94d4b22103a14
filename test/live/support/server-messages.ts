import { type TSchema, Type } from 'typebox';
import type { ServerMessage } from '../../../src/live/messages.ts';
import { BuildStatus, Worker } from '../../../src/server/schemas/index.ts';

const exactly = (fields: Record<string, TSchema>): TSchema =>
  Type.Object(fields, { additionalProperties: false });

const job = Type.String({ minLength: 1 });
const build = Type.Integer({ minimum: 1 });
const channel = Type.Enum(['builds', 'workers', 'output']);
const eventId = Type.String({ pattern: '^\\d+-\\d+$' });
const whose = { job: Type.Optional(job), build: Type.Optional(build) };

/** What the server says, for tests of what it really says and of the examples in the documentation. */
export const serverMessages: Record<ServerMessage['type'], TSchema> = {
  subscribed: exactly({
    type: Type.Literal('subscribed'),
    channel,
    ...whose,
    id: Type.Optional(eventId),
    offsets: Type.Optional(Type.Record(Type.String({ minLength: 1 }), Type.Integer({ minimum: 0 }))),
  }),
  build: Type.Object({
    type: Type.Literal('build'),
    id: eventId,
    job,
    number: build,
    status: BuildStatus,
    queuedAt: Type.String(),
    stages: Type.Array(Type.Unknown()),
  }),
  changed: exactly({
    type: Type.Literal('changed'),
    id: eventId,
    what: Type.Enum(['job', 'folder', 'builds']),
    folder: Type.String(),
    job: Type.Optional(job),
    gone: Type.Optional(Type.Literal(true)),
    numbers: Type.Optional(Type.Array(build, { minItems: 1 })),
  }),
  output: exactly({
    type: Type.Literal('output'),
    job,
    build,
    log: Type.String({ minLength: 1 }),
    offset: Type.Integer({ minimum: 0 }),
    bytes: Type.Integer({ minimum: 1 }),
    data: Type.String(),
  }),
  end: exactly({ type: Type.Literal('end'), job, build, status: BuildStatus }),
  workers: exactly({ type: Type.Literal('workers'), workers: Type.Array(Worker) }),
  heartbeat: exactly({ type: Type.Literal('heartbeat'), worker: Worker }),
  gone: exactly({ type: Type.Literal('gone'), name: Type.String() }),
  reload: exactly({ type: Type.Literal('reload'), channel: Type.Literal('builds'), ...whose }),
  error: exactly({
    type: Type.Literal('error'),
    message: Type.String({ minLength: 1 }),
    code: Type.Optional(Type.String()),
    channel: Type.Optional(channel),
    ...whose,
  }),
};
