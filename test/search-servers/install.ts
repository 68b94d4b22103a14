import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ProductName, products } from './products.ts';

const withinMs = 300_000;
const servers = join(import.meta.dirname, 'servers');

/** The folder of its jars and classes, made once for all runs on this machine; its name changes with its source. */
export async function install(name: ProductName, java: string): Promise<string> {
  const files = await filesOf(name);
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const hash = createHash('sha256').update(texts.join()).digest('hex').slice(0, 12);
  const home = join(tmpdir(), `drover-test-${name}-${hash}`);
  if (existsSync(home)) return home;
  const making = await mkdtemp(join(tmpdir(), `drover-test-${name}-`));
  const lib = join(making, 'lib');
  const pom = join(servers, name, 'pom.xml');
  await run('mvn', ['-q', '-B', '-f', pom, 'dependency:copy-dependencies', `-DoutputDirectory=${lib}`]);
  const jars = await readdir(lib);
  if (jars.length === 0) throw new Error('mvn fetched nothing');
  // A plugin comes with everything that it needs, some of which the server has already.
  for (const zip of jars.filter((file) => file.endsWith('.zip')))
    await run('unzip', ['-q', '-n', join(lib, zip), '-d', lib]);
  const sources = files.filter((file) => file.endsWith('.java'));
  await run(join(java, 'bin/javac'), ['-cp', `${lib}/*`, '-d', join(making, 'classes'), ...sources]);
  // Another run may have been faster.
  await rename(making, home).catch(() => rm(making, { recursive: true, force: true }));
  return home;
}

async function filesOf(name: ProductName): Promise<string[]> {
  const folders = [join(servers, products[name].common), join(servers, name)];
  const lists = await Promise.all(
    folders.map(async (folder) => (await readdir(folder)).sort().map((file) => join(folder, file))),
  );
  return lists.flat();
}

async function run(program: string, parameters: readonly string[]): Promise<void> {
  const child = spawn(program, parameters, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4_000);
    });
  const timer = setTimeout(() => child.kill('SIGKILL'), withinMs);
  const [code] = (await once(child, 'exit')) as [number | null];
  clearTimeout(timer);
  if (code !== 0) throw new Error(`${program} ended with ${code}: ${said}`);
}
