import { type Static, Type } from 'typebox';
import { type Definition, parseDefinition, writtenText, yamlText } from '../../definition/index.ts';
import { DroverError } from '../../errors/error.ts';
import { count } from '../../lib/count.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { FolderName, Job, JobParams, Problem } from '../schemas/index.ts';
import { sendText } from '../send.ts';

/** Above what the parser takes, so that its own message tells the limit. */
const bodyLimit = 4 * 1024 * 1024;
const yamlTypes = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];
const Faults = Type.Object({ errors: Problem.properties.errors });
const Placement = Type.Object({ folder: Type.Optional(FolderName) }, { additionalProperties: false });

/**
 * Saving and reading a job's definition. The body is kept as bytes until the definition's own parser reads
 * it, so that every fault is told with its line and column, in YAML and in JSON.
 */
export function definitionRoutes(app: App, { state }: ServerContext): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    ['application/json', ...yamlTypes],
    { parseAs: 'buffer', bodyLimit },
    (_request, body, done) => done(null, body),
  );

  app.put(
    '/api/jobs/:name',
    {
      config: { role: 'admin', into: (request) => (request.query as Static<typeof Placement>).folder },
      bodyLimit,
      schema: {
        summary: 'Make or change a job; If-Match names the revision that was edited',
        consumes: ['application/json', 'application/yaml'],
        params: JobParams,
        querystring: Placement,
        response: { 200: Job, 201: Job },
      },
    },
    async (request, reply) => {
      const { definition, written } = parseBody(request.body, request.headers['content-type']);
      const ifRevision = revisionOf(request.headers['if-match']);
      const { job, created } = await state.jobs.put(request.params.name, definition, {
        ...(request.query.folder === undefined ? {} : { folder: request.query.folder }),
        ...(ifRevision === null ? {} : { ifRevision }),
        written,
      });
      reply.code(created ? 201 : 200).header('etag', `"${job.meta.revision}"`);
      return job;
    },
  );

  app.post(
    '/api/definitions/validate',
    {
      config: { role: 'runner', scope: 'filtered', changesNothing: true },
      bodyLimit,
      schema: {
        summary: 'Every fault of a definition, with its line and column; nothing is saved',
        consumes: ['application/json', 'application/yaml'],
        response: { 200: Faults },
      },
    },
    (request) => {
      const result = read(request.body, request.headers['content-type']);
      return { errors: 'problems' in result ? result.problems : [] };
    },
  );

  app.get(
    '/api/jobs/:name',
    {
      config: { role: 'viewer' },
      schema: {
        summary: 'A job: its definition and meta, as JSON or YAML by Accept',
        produces: ['application/json', 'application/yaml'],
        params: JobParams,
        response: { 200: Job },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      if (!wantsYaml(request.headers.accept)) {
        const job = await state.jobs.get(name);
        reply.header('etag', `"${job.meta.revision}"`);
        return job;
      }
      const { job, written } = await state.jobs.getWritten(name);
      const { meta, ...definition } = job;
      reply.header('etag', `"${meta.revision}"`);
      return sendText(reply, 'application/yaml; charset=utf-8', yamlText(definition, written));
    },
  );
}

function parseBody(body: unknown, contentType = '') {
  const result = read(body, contentType);
  if ('definition' in result)
    return { ...result, written: writtenBody(body, contentType, result.definition) };
  const { problems } = result;
  throw new DroverError('DEFINITION_INVALID', { count: count(problems.length, 'fault') }, { problems });
}

function read(body: unknown, contentType = '') {
  const bytes = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
  return parseDefinition(bytes, { format: isJson(contentType) ? 'json' : 'yaml' });
}

/** JSON has nothing to keep: no comments, and a layout that is a matter of tools. */
const writtenBody = (body: unknown, contentType: string, definition: Definition): string | null =>
  isJson(contentType) ? null : writtenText(new TextDecoder().decode(body as Buffer), definition);

const isJson = (contentType: string): boolean => contentType.startsWith('application/json');

function revisionOf(header: string | undefined): number | null {
  if (header === undefined) return null;
  const match = /^(?:W\/)?"?(\d{1,15})"?$/.exec(header.trim());
  if (match === null) {
    throw new DroverError('REQUEST_INVALID', { detail: 'If-Match must name one revision, as "3".' });
  }
  return Number(match[1]);
}

const wantsYaml = (accept = ''): boolean => yamlTypes.some((type) => accept.includes(type));
