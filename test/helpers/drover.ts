import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { BuildDocument } from '../../src/state/build.ts';

export const repository = resolve(import.meta.dirname, '../..');
/** As it was built. */
export const program = join(repository, 'dist/cli/main.js');
const startWithinMs = 60_000;

/** A started `drover` process of a test, with what it has printed so far. */
export class DroverProcess {
  readonly child: ChildProcess;
  output = '';
  readonly #closed: Promise<unknown>;

  constructor(args: readonly string[], environment: Record<string, string>) {
    this.child = spawn(process.execPath, [program, ...args], {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...environment },
    });
    this.#closed = new Promise((done) => this.child.once('close', done));
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString();
      });
    }
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  get ended(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Its exit code, when all that it printed has come. */
  async exit(): Promise<number | null> {
    await this.#closed;
    return this.child.exitCode;
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    if (this.ended) return;
    const gone = once(this.child, 'exit');
    this.child.kill(signal);
    // Told again, it ends what runs; killed, it would leave what it started.
    const again = setTimeout(() => this.child.kill(signal), 10_000);
    const timer = setTimeout(() => this.child.kill('SIGKILL'), 40_000);
    await gone;
    clearTimeout(again);
    clearTimeout(timer);
  }
}

export interface Answer<T = unknown> {
  status: number;
  headers: Headers;
  text: string;
  json: T;
}

/** A Drover on a data folder of its own. Everything started through it is stopped by `stop`. */
export class TestDrover {
  readonly data: string;
  readonly processes: DroverProcess[] = [];
  url = '';
  token = '';
  environment: Record<string, string>;

  private constructor(data: string) {
    this.data = data;
    this.environment = {
      DROVER_DATA: data,
      DROVER_PORT: '0',
      DROVER_SECRET_KEY: Buffer.alloc(32, 7).toString('base64'),
    };
  }

  static async create(): Promise<TestDrover> {
    return new TestDrover(await mkdtemp(join(tmpdir(), 'drover-')));
  }

  /** `drover up`, ready to be used. */
  static async up(environment: Record<string, string> = {}): Promise<TestDrover> {
    const drover = await TestDrover.create();
    Object.assign(drover.environment, environment);
    try {
      await drover.startUp();
    } catch (error) {
      await drover.stop();
      throw error;
    }
    return drover;
  }

  get redisSocket(): string {
    return join(this.data, 'redis', 'redis.sock');
  }

  async startUp(): Promise<DroverProcess> {
    const up = this.spawn(['up']);
    this.url = await this.#address(up, /is up at (http:\S+)/);
    this.token = (await readFile(join(this.data, 'admin-token'), 'utf8')).trim();
    return up;
  }

  async startServer(
    environment: Record<string, string> = {},
  ): Promise<{ process: DroverProcess; url: string }> {
    const server = this.spawn(['server'], environment);
    const url = await this.#address(server, /listening on (http:[^\s"]+)/);
    this.url ||= url;
    this.token ||= (await readFile(join(this.data, 'admin-token'), 'utf8')).trim();
    return { process: server, url };
  }

  async startWorker(name: string, environment: Record<string, string> = {}): Promise<DroverProcess> {
    const worker = this.spawn(['worker'], { DROVER_NAME: name, ...environment });
    await until(() => worker.output.includes('takes builds') || worker.ended, `worker ${name} starts`);
    return worker;
  }

  spawn(args: readonly string[], environment: Record<string, string> = {}): DroverProcess {
    const process = new DroverProcess(args, { ...this.environment, ...environment });
    this.processes.push(process);
    return process;
  }

  /** Runs a client command to its end. */
  async cli(...args: string[]): Promise<{ code: number | null; output: string }> {
    const client = this.spawn(args, { DROVER_URL: this.url, DROVER_TOKEN: this.token });
    return { code: await client.exit(), output: client.output };
  }

  async request<T = unknown>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer<T>> {
    const isText = typeof body === 'string';
    const answer = await fetch(`${this.url}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.token}`,
        ...(body === undefined ? {} : { 'content-type': isText ? 'application/yaml' : 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: isText ? body : JSON.stringify(body) }),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await answer.text();
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: answer.status,
      headers: answer.headers,
      text,
      json: (isJson ? JSON.parse(text) : null) as T,
    };
  }

  /** Saves a job made of these commands, one stage and one step each. */
  async job(name: string, ...commands: string[]): Promise<void> {
    const steps = commands.map((command, index) => ({ title: `step ${index + 1}`, command }));
    await this.define(name, { stages: [{ title: 'main', steps }] });
  }

  async define(name: string, definition: unknown, query = ''): Promise<void> {
    const { status, text } = await this.request('PUT', `/api/jobs/${name}${query}`, definition);
    if (status >= 300) throw new Error(`job ${name} not saved: ${text}`);
  }

  async start(job: string, parameters: Record<string, unknown> = {}): Promise<BuildDocument> {
    const { status, text, json } = await this.request<BuildDocument>('POST', `/api/jobs/${job}/builds`, {
      parameters,
    });
    if (status !== 201) throw new Error(`${job} not started: ${text}`);
    return json;
  }

  async build(job: string, number: number): Promise<BuildDocument> {
    return (await this.request<BuildDocument>('GET', `/api/jobs/${job}/builds/${number}`)).json;
  }

  /** Waits until the build has ended. */
  async finished(job: string, number: number, withinMs = 60_000): Promise<BuildDocument> {
    return until(
      async () => {
        const build = await this.build(job, number).catch(() => null);
        return build?.finishedAt ? build : null;
      },
      `${job} #${number} ends`,
      withinMs,
    );
  }

  async run(job: string, parameters: Record<string, unknown> = {}): Promise<BuildDocument> {
    const { number } = await this.start(job, parameters);
    return this.finished(job, number);
  }

  async log(job: string, number: number, query = ''): Promise<string> {
    return (await this.request('GET', `/api/jobs/${job}/builds/${number}/log${query}`)).text;
  }

  async stop(): Promise<void> {
    for (const process of this.processes.reverse()) await process.stop();
    await rm(this.data, { recursive: true, force: true, maxRetries: 5 });
  }

  async #address(process: DroverProcess, pattern: RegExp): Promise<string> {
    const found = until(
      () => {
        if (process.ended) throw new Error(`drover ended: ${process.output}`);
        return pattern.exec(process.output)?.[1] ?? null;
      },
      'drover answers',
      startWithinMs,
    );
    return found.catch((error: Error) => {
      throw new Error(`${error.message}\n${process.output}`, { cause: error });
    });
  }
}

/** Looks every 20 ms until `look` gives something; fails with what was waited for. */
export async function until<T>(
  look: () => T | null | undefined | false | Promise<T | null | undefined | false>,
  what: string,
  withinMs = 60_000,
): Promise<T> {
  const end = performance.now() + withinMs;
  while (performance.now() < end) {
    const found = await look();
    if (found) return found;
    await new Promise((done) => setTimeout(done, 20));
  }
  throw new Error(`waited ${withinMs} ms in vain: ${what}`);
}
