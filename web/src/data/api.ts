import type { ProblemDocument } from '../../../src/server/problem.ts';
import type { Routes } from './routes.ts';

/** The server's own words for what went wrong (RFC 9457). `status` 0: it could not be reached. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly title: string;
  readonly code: string;
  /** Each fault of the input at its place. */
  readonly errors: NonNullable<ProblemDocument['errors']>;

  constructor({ title, status, detail, code, errors = [] }: Omit<ProblemDocument, 'type'>) {
    super(detail);
    this.title = title;
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
}

/** What was asked for is not there, or not any more. */
export const isGone = (error: unknown): boolean => error instanceof ApiError && error.status === 404;

/** What a request failed with may pass by itself: the server is away, or has too much to do. */
export const mayPass = (error: unknown): boolean =>
  error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status === 503);

type PathParams<Path extends string> = Path extends `${string}:${infer Name}/${infer Rest}`
  ? Name | PathParams<Rest>
  : Path extends `${string}:${infer Name}`
    ? Name
    : never;

type Fields<K extends keyof Routes> = Omit<Routes[K], 'reply'> &
  (PathParams<K> extends never ? unknown : { params: Record<PathParams<K>, string | number> }) & {
    signal?: AbortSignal;
  };

/** Everything may be left out where nothing is needed. */
type Input<K extends keyof Routes> =
  Record<string, never> extends Fields<K> ? [input?: Fields<K>] : [input: Fields<K>];

/** `call('GET /api/jobs/:name', { params: { name } })`. Throws ApiError. */
export async function call<K extends keyof Routes>(
  route: K,
  ...[input]: Input<K>
): Promise<Routes[K]['reply']> {
  const { params, query, body, signal } = (input ?? {}) as {
    params?: Record<string, string | number>;
    query?: Record<string, unknown>;
    body?: unknown;
    signal?: AbortSignal;
  };
  const [method = '', template = ''] = route.split(' ');
  const path = template.replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(String(params?.[name])));
  const hasBody = body !== undefined || method === 'POST';
  const answer = await send(`${path}${queryText(query)}`, {
    method,
    ...(hasBody ? { body: JSON.stringify(body ?? {}), headers: { 'content-type': 'application/json' } } : {}),
    ...(signal === undefined ? {} : { signal }),
  });
  return (answer.status === 204 ? undefined : await answer.json()) as Routes[K]['reply'];
}

/** A request with the session's right, for what is no JSON. Throws ApiError for every answer that is no success. */
export async function send(path: string, init: RequestInit = {}): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(path, init);
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw new ApiError({
      title: 'The server cannot be reached',
      status: 0,
      detail: 'No answer came. It is tried again as soon as the server is back.',
      code: 'UNREACHABLE',
    });
  }
  if (answer.ok) return answer;
  throw new ApiError(await problemOf(answer));
}

export function queryText(query: Record<string, unknown> = {}): string {
  const given = Object.entries(query).filter(([, value]) => value !== undefined);
  if (given.length === 0) return '';
  return `?${new URLSearchParams(given.map(([name, value]) => [name, String(value)]))}`;
}

async function problemOf(answer: Response): Promise<ProblemDocument> {
  try {
    const problem = (await answer.json()) as ProblemDocument;
    if (typeof problem.detail === 'string') return problem;
  } catch {
    // Something between us and the server has answered.
  }
  return {
    type: 'about:blank',
    title: 'The server did not understand',
    status: answer.status,
    detail: `It answered ${answer.status} ${answer.statusText}`.trim(),
    code: 'UNKNOWN',
  };
}
