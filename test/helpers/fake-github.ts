import { createPublicKey, generateKeyPairSync, randomBytes, verify } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FakeOauth, userAnswer } from './fake-oauth.ts';
import { GitServer } from './git-server.ts';
import { type Found, match, problemOf } from './github-operations.ts';

export interface ReceivedStatus {
  repository: string;
  sha: string;
  state: string;
  context: string;
  description: string;
  target_url: string | null;
}

export interface ReceivedCheck {
  id: number;
  repository: string;
  [field: string]: unknown;
}

/** One for all: to find a pair takes a second on a busy machine. */
const appKey = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

/** A body that is a text is a file. */
interface Answer {
  status: number;
  body: unknown;
  headers: Record<string, string>;
}

/** How the fake fails. */
export type Failure =
  | { kind: 'down' }
  /** `only`: what is asked of other paths is answered. */
  | { kind: 'status'; status: number; headers?: Record<string, string>; message?: string; only?: RegExp }
  | { kind: 'slow'; ms: number };

/**
 * GitHub's REST interface at `/api/v3` as Enterprise has it, and the repositories beside it, in this process. A
 * request that GitHub's published description does not allow is answered 422 and told in `problems`.
 */
export class FakeGithub {
  readonly git: GitServer;
  /** Of its own, so that it is found nowhere but where this one is spoken to. */
  readonly token = `ghp_${randomBytes(18).toString('hex')}`;
  /** Key pair of the App with id 4711, installed everywhere as 99. */
  readonly appKey = appKey;
  readonly statuses: ReceivedStatus[] = [];
  readonly checks: ReceivedCheck[] = [];
  readonly requests: { method: string; path: string; at: number }[] = [];
  readonly problems: string[] = [];
  /** `owner/name/path@ref` → text. */
  readonly files = new Map<string, string>();
  /** `owner/name/user` → permission. */
  readonly permissions = new Map<string, string>();
  /** By `<owner>/<repo>@<sha>`. */
  readonly messages = new Map<string, string>();
  /** `owner/name/number` → paths. */
  readonly changedFiles = new Map<string, string[]>();
  /** Who is signed in at GitHub in the browser that comes, and allows the OAuth app what it asks for. */
  readonly oauth = new FakeOauth();
  failure: Failure | null = null;
  /** Installation tokens that are valid. */
  readonly installationTokens: string[] = [];
  readonly #server: Server;
  #origin = '';

  private constructor(git: GitServer) {
    this.git = git;
    this.#server = createServer((request, response) => void this.#handle(request, response));
  }

  static async start(): Promise<FakeGithub> {
    const github = new FakeGithub(await GitServer.start());
    await new Promise<void>((resolve) => github.#server.listen(0, '127.0.0.1', resolve));
    github.#origin = `http://127.0.0.1:${(github.#server.address() as AddressInfo).port}`;
    return github;
  }

  /** Where its pages and repositories are. */
  get origin(): string {
    return this.#origin;
  }

  get apiUrl(): string {
    return `${this.#origin}/api/v3`;
  }

  /** Makes repositories ask for the token, as those of a private one do. */
  makePrivate(password = this.token): void {
    this.git.credentials = { username: 'x-access-token', password };
  }

  /** The last status of each context of a commit. */
  contexts(sha: string): Record<string, string> {
    return Object.fromEntries(
      this.statuses.filter((status) => status.sha === sha).map(({ context, state }) => [context, state]),
    );
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await this.git.stop();
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://server');
    if (url.pathname.startsWith('/login/oauth/')) {
      await this.oauth.handle(request, response, url);
      return;
    }
    if (!url.pathname.startsWith('/api/v3/')) {
      await this.git.handle(request, response);
      return;
    }
    const path = url.pathname.slice('/api/v3'.length);
    const method = request.method ?? 'GET';
    this.requests.push({ method, path, at: Date.now() });
    const { failure } = this;
    if (failure?.kind === 'down') {
      request.socket.destroy();
      return;
    }
    if (failure?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, failure.ms));
    const { status, body, headers } =
      failure?.kind === 'status' && (failure.only?.test(path) ?? true)
        ? failed(failure)
        : await this.#answer(request, method, path, url.searchParams);
    response.writeHead(status, {
      'content-type':
        typeof body === 'string'
          ? 'application/vnd.github.raw+json; charset=utf-8'
          : 'application/json; charset=utf-8',
      ...headers,
    });
    response.end(typeof body === 'string' ? body : JSON.stringify(body));
  }

  async #answer(
    request: IncomingMessage,
    method: string,
    path: string,
    query: URLSearchParams,
  ): Promise<Answer> {
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString();
    const found = match(method, path);
    if (found === null) return this.#refuse(`${method} ${path} is none of the known operations`);
    const body = text === '' ? undefined : (JSON.parse(text) as Record<string, unknown>);
    const problem = problemOf(found, query, body);
    if (problem !== null) return this.#refuse(`${method} ${path}: ${problem}`);
    const person = this.oauth.personOf(request.headers.authorization ?? '');
    if (path.startsWith('/user'))
      return person === null
        ? answer(401, { message: 'Bad credentials' })
        : answer(200, userAnswer(path, person));
    const who = this.#who(request.headers.authorization ?? '');
    const wanted =
      found.operation.path.endsWith('/installation') || path.startsWith('/app/') ? 'app' : 'user';
    if (who !== wanted) return answer(401, { message: 'Bad credentials' });
    return this.#result(found, query, body ?? {});
  }

  #refuse(problem: string): Answer {
    this.problems.push(problem);
    return answer(422, { message: problem });
  }

  #who(authorization: string): 'app' | 'user' | null {
    const [, secret = ''] = /^(?:token|bearer) (.+)$/i.exec(authorization) ?? [];
    if (secret === this.token || this.installationTokens.includes(secret)) return 'user';
    const [head, claims, signature] = secret.split('.');
    if (head === undefined || claims === undefined || signature === undefined) return null;
    const signed = Buffer.from(`${head}.${claims}`);
    const key = createPublicKey(this.appKey.publicKey);
    if (!verify('RSA-SHA256', signed, key, Buffer.from(signature, 'base64url'))) return null;
    const { iss, exp } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as {
      iss: unknown;
      exp: number;
    };
    return String(iss) === '4711' && exp * 1000 > Date.now() ? 'app' : null;
  }

  #result({ operation, values }: Found, query: URLSearchParams, body: Record<string, unknown>): Answer {
    const repository = `${values['owner']}/${values['repo']}`;
    switch (`${operation.method} ${operation.path}`) {
      case 'GET /repos/{owner}/{repo}/contents/{path}': {
        const file = this.files.get(`${repository}/${values['path']}@${query.get('ref')}`);
        if (file === undefined) return answer(404, { message: 'Not Found' });
        return answer(200, file);
      }
      case 'GET /repos/{owner}/{repo}/pulls/{pull_number}/files': {
        const size = Number(query.get('per_page') ?? 30);
        const start = (Number(query.get('page') ?? 1) - 1) * size;
        const all = this.changedFiles.get(`${repository}/${values['pull_number']}`) ?? [];
        return answer(
          200,
          all.slice(start, start + size).map((filename) => ({ filename })),
        );
      }
      case 'GET /repos/{owner}/{repo}/commits/{ref}': {
        const message = this.messages.get(`${repository}@${values['ref']}`);
        if (message === undefined) return answer(404, { message: 'Not Found' });
        return answer(200, { sha: values['ref'], commit: { message } });
      }
      case 'GET /repos/{owner}/{repo}/collaborators/{username}/permission': {
        const permission = this.permissions.get(`${repository}/${values['username']}`);
        if (permission === undefined) return answer(404, { message: 'Not Found' });
        return answer(200, { permission, role_name: permission });
      }
      case 'POST /repos/{owner}/{repo}/statuses/{sha}': {
        const status = {
          repository,
          sha: values['sha'],
          target_url: null,
          ...body,
        } as unknown as ReceivedStatus;
        if (status.description.length > 140) return this.#refuse('description is too long');
        this.statuses.push(status);
        return answer(201, { id: this.statuses.length, ...status });
      }
      case 'POST /repos/{owner}/{repo}/check-runs': {
        const check = { repository, id: this.checks.length + 1, ...body };
        this.checks.push(check);
        return answer(201, check);
      }
      case 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}': {
        const check = this.checks.find(({ id }) => id === Number(values['check_run_id']));
        if (check === undefined) return answer(404, { message: 'Not Found' });
        return answer(200, Object.assign(check, body));
      }
      case 'GET /repos/{owner}/{repo}/installation':
        return answer(200, { id: 99 });
      case 'POST /app/installations/{installation_id}/access_tokens': {
        const token = `ghs_installation${this.installationTokens.length + 1}`;
        this.installationTokens.push(token);
        const expires_at = new Date(Date.now() + 3_600_000).toISOString();
        const { permissions = {} } = body;
        return answer(201, { token, expires_at, permissions, repository_selection: 'all' });
      }
      default:
        return answer(500, { message: 'the fake does not do this' });
    }
  }
}

const answer = (status: number, body: unknown): Answer => ({ status, body, headers: {} });

const failed = ({ status, message, headers }: Extract<Failure, { kind: 'status' }>): Answer => ({
  status,
  body: { message: message ?? 'It does not work now' },
  headers: headers ?? {},
});
