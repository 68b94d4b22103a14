import { setTimeout as sleep } from 'node:timers/promises';
import { DroverError } from '../../errors/error.ts';
import { jitter } from '../../lib/jitter.ts';
import { readServerProblem, ServerProblem } from './server-problem.ts';

export type Query = Readonly<Record<string, string | number | boolean | undefined>>;

export interface RequestOptions {
  readonly query?: Query;
  /** An object goes as JSON; text goes as it is, with the content type in `headers`. */
  readonly body?: object | string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Half a minute where nothing is said. */
  readonly answerWithinMs?: number;
}

const answerWithinMs = 30_000;
const retryPausesMs = [200, 400, 800];

/** The REST interface of one server. Every failure is a DroverError or a ServerProblem. */
export class Client {
  readonly url: string;
  readonly token: string | null;

  constructor(url: string, token: string | null) {
    this.url = url;
    this.token = token;
  }

  /** The body of an answer that is JSON. */
  async get<T>(path: string, query: Query = {}): Promise<T> {
    return (await readBody(await this.request('GET', path, { query }))) as T;
  }

  async getText(path: string, options: RequestOptions = {}): Promise<string> {
    return await (await this.request('GET', path, options)).text();
  }

  /** POST, PUT or DELETE; null for an answer without a body. */
  async send<T>(method: string, path: string, options: RequestOptions = {}): Promise<T> {
    return (await readBody(await this.request(method, path, options))) as T;
  }

  /** The answer as soon as its head is there. Repeats what never reached a server, and any GET that broke off. */
  async request(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        const response = await this.#fetch(method, path, options);
        if (response.ok) return response;
        throw response.status === 401 ? this.#refused() : await readServerProblem(response);
      } catch (error) {
        if (options.signal?.aborted || !isNetworkError(error)) throw error;
        const pause = retryPausesMs[attempt];
        const mayRepeat =
          codeOf(error) === 'ECONNREFUSED' || (method === 'GET' && codeOf(error) !== 'TIMEOUT');
        if (pause === undefined || !mayRepeat) throw this.#unreachable(error);
        await sleep(jitter(pause));
      }
    }
  }

  async #fetch(
    method: string,
    path: string,
    { query = {}, body, headers = {}, signal, answerWithinMs: withinMs = answerWithinMs }: RequestOptions,
  ): Promise<Response> {
    const url = new URL(`${this.url}${path}`);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    // Only the head of the answer is under the limit: a followed log may take hours.
    const late = new AbortController();
    const timer = setTimeout(() => late.abort(new AnswerTimeout()), withinMs);
    try {
      return await fetch(url, {
        method,
        headers: {
          accept: 'application/json',
          ...(this.token === null ? {} : { authorization: `Bearer ${this.token}` }),
          ...(typeof body === 'object' ? { 'content-type': 'application/json' } : {}),
          ...headers,
        },
        body: typeof body === 'object' ? JSON.stringify(body) : (body ?? null),
        signal: signal === undefined ? late.signal : AbortSignal.any([late.signal, signal]),
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** The server's own words are for those who write requests. */
  #refused(): ServerProblem {
    const detail =
      this.token === null
        ? 'The server asks for a token: set DROVER_TOKEN, or run where the data folder of the server can be read.'
        : 'The server does not know this token: is DROVER_TOKEN right, and is it for this server?';
    return new ServerProblem(401, 'UNAUTHENTICATED', detail);
  }

  #unreachable(cause: unknown): DroverError {
    const detail =
      codeOf(cause) === 'TIMEOUT'
        ? `${this.url} does not answer in time.`
        : `No Drover server answers at ${this.url} (${codeOf(cause)}). Start one with "drover up", or name another with --url or DROVER_URL.`;
    return new DroverError('SERVER_UNREACHABLE', { detail }, { cause });
  }
}

class AnswerTimeout extends Error {
  readonly code = 'TIMEOUT';
}

/** `fetch` throws a TypeError whose cause has the system's code. */
function isNetworkError(error: unknown): boolean {
  return (
    error instanceof AnswerTimeout ||
    (error instanceof TypeError && error.cause !== undefined) ||
    codeOf(error).startsWith('UND_ERR')
  );
}

function codeOf(error: unknown): string {
  const { code, cause } = error as { code?: string; cause?: { code?: string; message?: string } };
  return code ?? cause?.code ?? cause?.message ?? 'connection failed';
}

async function readBody(response: Response): Promise<unknown> {
  const text = await response.text();
  return text === '' ? null : JSON.parse(text);
}
