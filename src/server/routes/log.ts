import { Type } from 'typebox';
import { DroverError } from '../../errors/error.ts';
import { type LogOfBuild, logsOf } from '../../live/logs-of.ts';
import type { BuildDocument } from '../../state/build.ts';
import { filePolicy } from '../access/headers.ts';
import type { App } from '../app.ts';
import { type ByteSource, concatenate, sendBytes } from '../byte-range.ts';
import type { ServerContext } from '../context.ts';
import { followLog } from '../live/follow-log.ts';
import { BuildParams } from '../schemas/index.ts';

const Selection = Type.Object(
  {
    stage: Type.Optional(Type.String({ maxLength: 1000 })),
    step: Type.Optional(
      Type.String({ maxLength: 1000, description: 'title of a step, or the name of a hook' }),
    ),
    follow: Type.Optional(Type.Boolean({ description: 'stream until the build ends' })),
    tail: Type.Optional(Type.Integer({ minimum: 0, maximum: 100_000, description: 'only the last lines' })),
  },
  { additionalProperties: false },
);

/** The output of a build as plain text: all of it in the order in which it ran, or one stage or step. */
export function logRoutes(app: App, context: ServerContext): void {
  const { state, storage } = context;

  app.get(
    '/api/jobs/:name/builds/:number/log',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Output of a build',
        params: BuildParams,
        querystring: Selection,
        produces: ['text/plain'],
      },
    },
    async (request, reply) => {
      const { name, number } = request.params;
      const { stage, step, follow = false, tail } = request.query;
      const build = await state.builds.get(name, number);
      requireKnown(build, stage, step);
      const wanted = (log: LogOfBuild) =>
        (stage === undefined || log.stage === stage) && (step === undefined || log.step === step);
      if (follow && request.method === 'GET') {
        return followLog(context, reply, {
          job: name,
          number,
          wanted,
          ...(tail === undefined ? {} : { tail }),
        });
      }
      reply.type('text/plain; charset=utf-8').header('content-security-policy', filePolicy);
      const logs = logsOf(build).filter(wanted);
      if (tail !== undefined) return reply.send(await tailOf(build, logs, tail));
      return sendBytes(request, reply, concatenate(await openAll(build, logs)));
    },
  );

  async function openAll(build: BuildDocument, logs: LogOfBuild[]): Promise<ByteSource[]> {
    return Promise.all(logs.map(({ log }) => storage.openFile(build, log)));
  }

  /** The last lines over all logs: from the last log backwards until there are enough. */
  async function tailOf(build: BuildDocument, logs: LogOfBuild[], wanted: number): Promise<string> {
    const parts: string[] = [];
    let missing = wanted;
    for (const { log } of logs.toReversed()) {
      if (missing <= 0) break;
      const { text, lines } = await storage.tail(build, log, missing);
      missing -= lines;
      parts.unshift(text);
    }
    return parts.join('');
  }
}

/** A misspelt stage or step is told at once, not answered with an empty log. */
function requireKnown(build: BuildDocument, stage: string | undefined, step: string | undefined): void {
  const stages = build.stages.filter((one) => stage === undefined || one.title === stage);
  if (stage !== undefined && stages.length === 0) {
    const titles = build.stages.map((one) => `"${one.title}"`).join(', ');
    throw new DroverError('NOT_FOUND', { detail: `The build has no stage "${stage}". It has ${titles}.` });
  }
  const hooks = ['onStart', 'onSuccess', 'onFailure'];
  const checkout = build.checkout === undefined || stage !== undefined ? [] : ['checkout'];
  const known = [...checkout, ...stages.flatMap((one) => one.steps.map(({ title }) => title)), ...hooks];
  if (step !== undefined && !known.includes(step)) {
    throw new DroverError('NOT_FOUND', {
      detail: `The build has no step "${step}". It has ${known.map((title) => `"${title}"`).join(', ')}.`,
    });
  }
}
