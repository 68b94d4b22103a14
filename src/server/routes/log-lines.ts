import { Type } from 'typebox';
import { DroverError } from '../../errors/error.ts';
import { Gate } from '../../lib/gate.ts';
import { isLogOf } from '../../live/logs-of.ts';
import type { LogPage } from '../../storage/index.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { LogOutlines } from '../log-outlines.ts';
import { LogLines, LogOutline, LogSearchResult } from '../log-schemas.ts';
import { BuildParams } from '../schemas/index.ts';
import { whileConnected } from '../while-connected.ts';

const log = Type.String({
  minLength: 1,
  maxLength: 1000,
  description: "path below the build's folder, as the document names it",
  examples: ['Build/Compile.log'],
});
const lineNumber = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER, description: 'from 1' });

const Lines = Type.Object(
  {
    log,
    from: Type.Optional(lineNumber),
    count: Type.Optional(Type.Integer({ minimum: 0, maximum: 5000 })),
  },
  { additionalProperties: false },
);
const Search = Type.Object(
  {
    log,
    query: Type.String({
      minLength: 1,
      maxLength: 200,
      pattern: '^[^\\r\\n]*$',
      description: 'plain text of one line',
    }),
    ignoreCase: Type.Optional(Type.Boolean()),
    after: Type.Optional(
      Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'only lines after this' }),
    ),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: 'lines found at most' })),
  },
  { additionalProperties: false },
);
const OfLog = Type.Object({ log }, { additionalProperties: false });

const usualCount = 500;
const usualLimit = 100;
/** An answer of lines is never longer, however long its lines are. */
const mostCharacters = 1024 * 1024;
/** So much is searched for one answer: a second's work at most, so that a person sees how far it is. */
const mostSearched = 256 * 1024 * 1024;
/** Logs that one server looks through at a time, and how long one can hold up the next. */
const scans = { width: 2, withinMs: 30_000 };

/** Parts of a log that is too large to be sent whole: by line number, by what is written there. */
export function logLineRoutes(app: App, { state, storage }: ServerContext): void {
  const gate = new Gate(scans);
  const outlines = new LogOutlines(storage, gate);

  app.get(
    '/api/jobs/:name/builds/:number/lines',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Lines of a log by their numbers',
        params: BuildParams,
        querystring: Lines,
        response: { 200: LogLines },
      },
    },
    async (request) => {
      const { from = 1, count = usualCount } = request.query;
      const build = await state.builds.get(request.params.name, request.params.number);
      const options = { characters: mostCharacters };
      const page = await storage
        .page(build, request.query.log, from - 1, count, options)
        .catch((error: unknown) => {
          // A command that has just begun, or was left out, has no file.
          if (error instanceof DroverError && error.status === 404 && isLogOf(build, request.query.log))
            return noLines;
          throw error;
        });
      return { ...page, lines: page.lines.map((line) => ({ ...line, line: line.line + 1 })) };
    },
  );

  app.get(
    '/api/jobs/:name/builds/:number/search',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Lines of a log in which a text is found',
        params: BuildParams,
        querystring: Search,
        response: { 200: LogSearchResult },
      },
    },
    async (request, reply) => {
      const { query, ignoreCase = false, after = 0, limit = usualLimit } = request.query;
      const build = await state.builds.get(request.params.name, request.params.number);
      const search = { query, ignoreCase, from: after, limit, bytes: mostSearched };
      const leave = await gate.enter();
      try {
        const signal = whileConnected(reply.raw);
        const { found, next, ...extent } = await storage.search(build, request.query.log, search, signal);
        // To go on with line `next` counted from 0 is to go on after line `next` counted from 1.
        return { found: found.map((one) => ({ ...one, line: one.line + 1 })), next, ...extent };
      } finally {
        leave();
      }
    },
  );

  app.get(
    '/api/jobs/:name/builds/:number/outline',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'Errors, groups and annotations of a log',
        params: BuildParams,
        querystring: OfLog,
        response: { 200: LogOutline },
      },
    },
    async (request, reply) => {
      const build = await state.builds.get(request.params.name, request.params.number);
      const { outline, firstLine } = await outlines.get(build, request.query.log, whileConnected(reply.raw));
      const { firstError, errors, groups, annotations, verbatim, truncated } = outline;
      return {
        from: firstLine + 1,
        firstError: firstError === null ? null : firstError + 1,
        errors: errors.map((line) => line + 1),
        groups: groups.map(({ line, end, ...group }) => ({
          ...group,
          line: line + 1,
          end: end === null ? null : end + 1,
        })),
        annotations: annotations.map(({ kind: _kind, line, ...annotation }) => ({
          ...annotation,
          line: line + 1,
        })),
        verbatim: verbatim.map(([first, last]) => [first + 1, Math.min(last + 1, Number.MAX_SAFE_INTEGER)]),
        truncated,
      };
    },
  );
}

const noLines: LogPage = { lines: [], style: '', total: 0, size: 0, end: 0 };
