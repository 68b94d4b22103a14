import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { answerLfs } from './lfs.ts';

const run = promisify(execFile);

/** Of the machine's settings a test sees none. */
const environment = {
  PATH: process.env['PATH'] ?? '',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'Ann Author',
  GIT_AUTHOR_EMAIL: 'ann@example.org',
  GIT_COMMITTER_NAME: 'Cem Committer',
  GIT_COMMITTER_EMAIL: 'cem@example.org',
  GIT_ALLOW_PROTOCOL: 'file:http:https',
};

/** Runs git in a folder; resolves to what it printed. */
export async function git(folder: string, ...args: string[]): Promise<string> {
  const { stdout } = await run('git', ['-C', folder, '-c', 'init.defaultBranch=main', ...args], {
    env: environment,
    maxBuffer: 64 * 1024 * 1024,
  });
  return stdout.trim();
}

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/** A bare repository on the server, with a working copy to commit in. */
export class TestRepository {
  readonly owner: string;
  readonly name: string;
  readonly bare: string;
  readonly #work: string;

  constructor(root: string, owner: string, name: string) {
    this.owner = owner;
    this.name = name;
    this.bare = join(root, owner, `${name}.git`);
    this.#work = join(root, 'work', owner, name);
  }

  async create(): Promise<this> {
    await mkdir(this.bare, { recursive: true });
    await mkdir(this.#work, { recursive: true });
    await git(this.bare, 'init', '-q', '--bare');
    await git(this.#work, 'init', '-q');
    await git(this.#work, 'remote', 'add', 'origin', this.bare);
    return this;
  }

  /** Commits files on a branch, made where `from` is when it is new. Resolves to the sha. */
  async commit(
    files: Record<string, string | Buffer>,
    { branch = 'main', from = 'HEAD', message = 'A commit' } = {},
  ): Promise<string> {
    const exists = await git(this.#work, 'rev-parse', '-q', '--verify', `refs/heads/${branch}`).catch(
      () => null,
    );
    const started = await git(this.#work, 'rev-parse', '-q', '--verify', 'HEAD').catch(() => null);
    const current = await git(this.#work, 'branch', '--show-current');
    // What was prepared with `work` goes into the commit.
    if (exists !== null && current !== branch) await git(this.#work, 'checkout', '-q', '-f', branch, '--');
    else if (exists === null && started !== null)
      await git(this.#work, 'checkout', '-q', '-f', '-B', branch, from);
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(this.#work, path)), { recursive: true });
      await writeFile(join(this.#work, path), content);
    }
    await git(this.#work, 'add', '-A');
    await git(this.#work, 'commit', '-q', '--allow-empty', '-m', message);
    const sha = await git(this.#work, 'rev-parse', 'HEAD');
    await git(this.#work, 'push', '-q', '-f', 'origin', `HEAD:refs/heads/${branch}`);
    return sha;
  }

  /** Runs git in the working copy. */
  work(...args: string[]): Promise<string> {
    return git(this.#work, ...args);
  }

  async tag(name: string, sha: string): Promise<void> {
    await git(this.#work, 'push', '-q', 'origin', `${sha}:refs/tags/${name}`);
  }

  /** `refs/pull/N/head` and, when it can be merged with `base`, `refs/pull/N/merge`. Resolves to the merge, if any. */
  async pullRequest(number: number, head: string, base = 'main'): Promise<string | null> {
    await git(this.#work, 'push', '-q', '-f', 'origin', `${head}:refs/pull/${number}/head`);
    await git(this.#work, 'checkout', '-q', '-f', '--detach', base);
    try {
      await git(this.#work, 'merge', '-q', '--no-ff', '-m', `Merge #${number}`, head);
    } catch {
      await git(this.#work, 'merge', '--abort').catch(() => {});
      return null;
    }
    const merge = await git(this.#work, 'rev-parse', 'HEAD');
    await git(this.#work, 'push', '-q', '-f', 'origin', `HEAD:refs/pull/${number}/merge`);
    return merge;
  }

  /** Takes a commit off a branch and out of the repository, as a force push and time do. */
  async forget(branch: string, to: string): Promise<void> {
    await git(this.bare, 'update-ref', `refs/heads/${branch}`, to);
    await git(this.bare, 'reflog', 'expire', '--expire=now', '--all');
    await git(this.bare, 'gc', '-q', '--prune=now');
  }
}

/** Git's own HTTP server behind `node:http`: repositories at `/<owner>/<name>.git`. */
export class GitServer {
  readonly root: string;
  /** Asked of every request when it is set. */
  credentials: Credentials | null = null;
  /** Requests are kept waiting while this is not null. */
  hold: Promise<void> | null = null;
  /** Packs are broken off after so many bytes. */
  breakAfter: number | null = null;
  /** Of answers to fetches. */
  bytesServed = 0;
  fetches = 0;
  /** What its Git LFS has, by SHA-256. */
  readonly lfs = new Map<string, Buffer>();
  readonly requests: { path: string; authorization: string | null }[] = [];
  readonly #server: Server;
  #origin = '';

  private constructor(root: string) {
    this.root = root;
    this.#server = createServer((request, response) => void this.handle(request, response));
  }

  static async start(): Promise<GitServer> {
    const server = new GitServer(await mkdtemp(join(tmpdir(), 'drover-git-server-')));
    await new Promise<void>((resolve) => server.#server.listen(0, '127.0.0.1', resolve));
    server.#origin = `http://127.0.0.1:${(server.#server.address() as AddressInfo).port}`;
    return server;
  }

  get origin(): string {
    return this.#origin;
  }

  repository(owner: string, name: string): Promise<TestRepository> {
    return new TestRepository(this.root, owner, name).create();
  }

  /** Answers one request, also for a server that does more than this. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://server');
    const authorization = request.headers.authorization ?? null;
    this.requests.push({ path: url.pathname, authorization });
    if (this.hold !== null) await this.hold;
    if (this.credentials !== null && authorization !== basic(this.credentials)) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="git"' }).end('who is there?');
      return;
    }
    if (this.lfs.size > 0 && (await answerLfs(this.lfs, hostOf(request), request, response))) return;
    const fetches = url.pathname.endsWith('/git-upload-pack');
    if (fetches) this.fetches += 1;
    const backend = spawn('git', ['http-backend'], {
      env: {
        ...environment,
        GIT_PROJECT_ROOT: this.root,
        GIT_HTTP_EXPORT_ALL: '1',
        PATH_INFO: decodeURIComponent(url.pathname),
        QUERY_STRING: url.search.slice(1),
        REQUEST_METHOD: request.method ?? 'GET',
        CONTENT_TYPE: request.headers['content-type'] ?? '',
        HTTP_CONTENT_ENCODING: request.headers['content-encoding'] ?? '',
        GIT_PROTOCOL: String(request.headers['git-protocol'] ?? ''),
      },
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    response.setMaxListeners(0);
    request.pipe(backend.stdin).on('error', () => {});
    response.once('close', () => backend.kill());
    await this.#pass(backend.stdout, response, fetches);
  }

  async #pass(output: AsyncIterable<Buffer>, response: ServerResponse, fetches: boolean): Promise<void> {
    let head: Buffer | null = Buffer.alloc(0);
    let sent = 0;
    for await (const chunk of output) {
      let body = chunk;
      if (head !== null) {
        head = Buffer.concat([head, chunk]);
        const end = head.indexOf('\r\n\r\n');
        if (end === -1) continue;
        writeHead(response, head.subarray(0, end).toString());
        body = head.subarray(end + 4);
        head = null;
      }
      sent += body.length;
      if (fetches) this.bytesServed += body.length;
      if (!(await write(response, body))) return;
      if (fetches && this.breakAfter !== null && sent > this.breakAfter) return void response.destroy();
    }
    response.end();
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await rm(this.root, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** False: the client has gone. */
async function write(response: ServerResponse, body: Buffer): Promise<boolean> {
  if (!response.write(body))
    await new Promise((resolve) => response.once('drain', resolve).once('close', resolve));
  return !response.destroyed;
}

function writeHead(response: ServerResponse, text: string): void {
  let status = 200;
  for (const line of text.split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon);
    const value = line.slice(colon + 1).trim();
    if (name.toLowerCase() === 'status') status = Number.parseInt(value, 10);
    else response.setHeader(name, value);
  }
  response.writeHead(status);
}

/** Also of a server that this one answers for. */
const hostOf = ({ headers }: IncomingMessage): string => `http://${headers.host ?? ''}`;

const basic = ({ username, password }: Credentials): string =>
  `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
