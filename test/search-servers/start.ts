import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whatAnswers } from '../../src/reporting/search/probe.ts';
import type { SearchAuth } from '../../src/reporting/search/settings.ts';
import { makeCertificates } from '../helpers/certificates.ts';
import { install } from './install.ts';
import { javaFor, type ProductName, products } from './products.ts';

/** How a server is talked to. */
export interface Access {
  readonly url: string;
  readonly auth: SearchAuth | null;
  /** PEM */
  readonly ca: string | null;
}

/** A real Elasticsearch or OpenSearch of a test's own, with a heap of 512 MB, on a free port of loopback. */
export interface SearchServer extends Access {
  readonly name: ProductName;
  /** Ends it and removes its folder. */
  stop(): Promise<void>;
}

const startWithinMs = 180_000;
/** The one user that the security plugin's own files have a known password for. */
const admin = { username: 'admin', password: 'admin' };

/** Why no server can be started here; null when one can. */
export function whyNoSearchServer(name: ProductName = 'elasticsearch-8'): string | null {
  const lacks = ['mvn', 'unzip'].filter((program) => spawnSync(program, ['-v']).error !== undefined);
  if (javaFor(products[name]) === null) lacks.push(`a JDK of ${products[name].java} or later`);
  return lacks.length === 0
    ? null
    : `tests with a real ${name} are skipped: ${lacks.join(', ')} is missing (packages maven, default-jdk)`;
}

/**
 * Fetches what is missing of the server from Maven Central, compiles its main class, and starts it. `soon`: it is ready
 * sooner, and never as fast as it could be.
 */
export async function startSearchServer(name: ProductName, { soon = true } = {}): Promise<SearchServer> {
  const java = javaFor(products[name]) ?? '';
  const home = await install(name, java);
  const data = await mkdtemp(join(tmpdir(), `drover-${name}-`));
  const isSecured = 'secured' in products[name];
  const ca = await configure(data, home, isSecured);
  const child = spawn(
    join(java, 'bin/java'),
    [
      '-Xms512m',
      '-Xmx512m',
      '-XX:+UseSerialGC',
      ...(soon ? ['-XX:TieredStopAtLevel=1'] : []),
      '-cp',
      `${join(home, 'classes')}:${join(home, 'lib')}/*`,
      `org.${products[name].common}.node.SearchServer`,
      data,
    ],
    { stdio: ['pipe', 'pipe', 'pipe'] },
  );
  const stop = async () => {
    await end(child);
    await rm(data, { recursive: true, force: true, maxRetries: 5 });
  };
  try {
    const port = await portOf(child);
    const secured = { name, url: `https://127.0.0.1:${port}`, auth: admin, ca, stop };
    if (isSecured) await knowsItsUsers(secured);
    return isSecured ? secured : { name, url: `http://127.0.0.1:${port}`, auth: null, ca: null, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Until the security plugin has made its own index it lets nobody in. */
async function knowsItsUsers(server: SearchServer): Promise<void> {
  const settings = { ...server, index: 'drover', days: 0, logDays: null };
  const deadline = Date.now() + startWithinMs;
  for (;;) {
    try {
      await whatAnswers(settings);
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 300));
    }
  }
}

/** What the server reads at its start; resolves to the certificate authority of a secured one. */
async function configure(data: string, home: string, isSecured: boolean): Promise<string | null> {
  const config = join(data, 'config');
  await mkdir(config);
  if (!isSecured) {
    await writeFile(join(config, 'opensearch.yml'), '{}\n');
    return null;
  }
  const { ca } = await makeCertificates(config);
  await cp(join(home, 'lib/config'), join(config, 'opensearch-security'), { recursive: true });
  const layers = ['transport', 'http'].flatMap((layer) => [
    `plugins.security.ssl.${layer}.pemcert_filepath: node.pem`,
    `plugins.security.ssl.${layer}.pemkey_filepath: node.key`,
    `plugins.security.ssl.${layer}.pemtrustedcas_filepath: ca.pem`,
  ]);
  const lines = [
    ...layers,
    'plugins.security.ssl.http.enabled: true',
    'plugins.security.ssl.transport.enforce_hostname_verification: false',
    'plugins.security.nodes_dn: ["CN=node"]',
    'plugins.security.allow_default_init_securityindex: true',
    'plugins.security.restapi.roles_enabled: ["all_access"]',
  ];
  await writeFile(join(config, 'opensearch.yml'), `${lines.join('\n')}\n`);
  return ca;
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
