import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export type SearchProduct = 'elasticsearch' | 'opensearch';

/** A real Elasticsearch or OpenSearch of a test's own, with a heap of 512 MB, on a free port of loopback. */
export interface SearchServer {
  readonly product: SearchProduct;
  readonly url: string;
  readonly pid: number;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

const fetchWithinMs = 300_000;
const startWithinMs = 90_000;

/** Why no server can be started here; null when one can. */
export function whyNoSearchServer(): string | null {
  const lacks = ['mvn', 'java', 'javac'].filter((name) => spawnSync(name, ['-version']).error !== undefined);
  return lacks.length === 0
    ? null
    : `tests with a real Elasticsearch are skipped: ${lacks.join(', ')} is not on PATH (packages maven, default-jdk)`;
}

/** Fetches what is missing of the server from Maven Central, compiles its main class, and starts it. */
export async function startSearchServer(product: SearchProduct): Promise<SearchServer> {
  const home = await install(product);
  const data = await mkdtemp(join(tmpdir(), `drover-${product}-`));
  await mkdir(join(data, 'config'));
  const child = spawn(
    'java',
    [
      '-Xms512m',
      '-Xmx512m',
      '-XX:+UseSerialGC',
      '-cp',
      `${join(home, 'classes')}:${join(home, 'lib')}/*`,
      `org.${product}.node.SearchServer`,
      data,
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  try {
    const port = await portOf(child);
    return {
      product,
      url: `http://127.0.0.1:${port}`,
      pid: child.pid ?? 0,
      async stop() {
        await end(child);
        await rm(data, { recursive: true, force: true, maxRetries: 5 });
      },
    };
  } catch (error) {
    await end(child);
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
    throw error;
  }
}

/** Nothing of it is needed any more. Should the test itself be killed, it ends with its standard input. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}

function portOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const timer = setTimeout(
      () => reject(new Error(`not ready in ${startWithinMs} ms: ${said}`)),
      startWithinMs,
    );
    const hear = (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
      const port = /listening on (\d+)/.exec(said)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(port);
    };
    child.stdout?.on('data', hear);
    child.stderr?.on('data', hear);
    child.once('exit', (code) => {
      clearTimeout(timer);
      reject(new Error(`it ended with ${code}: ${said}`));
    });
  });
}

/** The folder of its jars and class, made once for all runs on this machine; its name changes with its source. */
async function install(product: SearchProduct): Promise<string> {
  const source = join(import.meta.dirname, product);
  const texts = await Promise.all(
    ['pom.xml', 'SearchServer.java'].map((name) => readFile(join(source, name), 'utf8')),
  );
  const hash = createHash('sha256').update(texts.join()).digest('hex').slice(0, 12);
  const home = join(tmpdir(), `drover-test-${product}-${hash}`);
  if (existsSync(home)) return home;
  const making = await mkdtemp(join(tmpdir(), `drover-test-${product}-`));
  const lib = join(making, 'lib');
  await run('mvn', [
    '-q',
    '-B',
    '-f',
    join(source, 'pom.xml'),
    'dependency:copy-dependencies',
    `-DoutputDirectory=${lib}`,
  ]);
  if ((await readdir(lib)).length === 0) throw new Error('mvn fetched nothing');
  await run('javac', ['-cp', `${lib}/*`, '-d', join(making, 'classes'), join(source, 'SearchServer.java')]);
  // Another run may have been faster.
  await rename(making, home).catch(() => rm(making, { recursive: true, force: true }));
  return home;
}

async function run(program: string, parameters: readonly string[]): Promise<void> {
  const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
    });
  const timer = setTimeout(() => child.kill('SIGKILL'), fetchWithinMs);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(timer);
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${said}`);
}
