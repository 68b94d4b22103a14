import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AuditEntry } from '../../src/state/audit.ts';
import { TestDrover, until } from '../helpers/drover.ts';

/** As many as this process may open, with some to spare: the system of a runner may allow fewer. */
const manySockets = Math.min(10_000, Math.floor((openFilesLimit() - 500) / 100) * 100);

let drover: TestDrover;

beforeAll(async () => {
  drover = await TestDrover.up({ DROVER_LOG_LEVEL: 'info' });
});
afterAll(() => drover.stop());

const port = (): number => Number(new URL(drover.url).port);

/** Bytes as they are, and what comes back until the server closes. */
async function raw(bytes: string): Promise<string> {
  const socket = connect(port(), '127.0.0.1');
  let answer = '';
  socket.on('data', (chunk) => {
    answer += chunk.toString('latin1');
  });
  socket.on('error', () => {});
  socket.write(bytes, 'latin1');
  await once(socket, 'close');
  return answer;
}

const authorized = (head: string): string =>
  `${head}\r\nHost: x\r\nAuthorization: Bearer ${drover.token}\r\nConnection: close\r\n`;

describe('a token', () => {
  test.each(['token', 'access_token', 'authorization', 'api_key'])(
    'in the address as %s opens nothing',
    async (name) => {
      const answer = await fetch(`${drover.url}/api/jobs?${name}=${drover.token}`);
      expect(answer.status).toBe(401);
    },
  );

  test('that is right but for its end is refused in the time of one that is made up', async () => {
    const wrong = (token: string): string => token.slice(0, -1) + (token.endsWith('A') ? 'B' : 'A');
    const near = wrong(drover.token);
    const far = near.replace(/[a-z0-9]/gi, 'x');
    const times: Record<'near' | 'far', number[]> = { near: [], far: [] };
    for (let round = 0; round < 200; round += 1)
      for (const [kind, token] of [['near', near] as const, ['far', far] as const]) {
        const begin = performance.now();
        const answer = await fetch(`${drover.url}/api/jobs`, {
          headers: { authorization: `Bearer ${token}` },
        });
        await answer.text();
        expect(answer.status).toBe(401);
        times[kind].push(performance.now() - begin);
      }
    const median = (of: number[]): number => of.sort((a, b) => a - b)[of.length >> 1] ?? Number.NaN;
    const ratio = median(times.near) / median(times.far);
    expect(ratio).toBeGreaterThan(0.67);
    expect(ratio).toBeLessThan(1.5);
  });

  test('and a cookie that are not right tell nothing of what there is', async () => {
    const paths = [
      '/api/jobs/hello',
      '/api/jobs/none',
      '/api/users/ann',
      '/api/nothing',
      '/api/redis/keys/jobs',
    ];
    const answers = await Promise.all(
      paths.map(async (path) =>
        (await fetch(drover.url + path, { headers: { cookie: 'drover_session=x' } })).text(),
      ),
    );
    expect(new Set(answers).size).toBe(1);
  });
});

describe('what is put into headers, addresses and names', () => {
  test.each([
    ['a line break in an address', '/api/jobs/a%0d%0aset-cookie:%20drover_session=x'],
    ['a line break in a query', '/api/jobs/x?confirm=%0d%0aset-cookie:%20a=b'],
    ['another host', '//evil.example/api/jobs'],
  ])('adds no header: %s', async (_what, path) => {
    const answer = await raw(`${authorized(`DELETE ${path} HTTP/1.1`)}\r\n`);
    const [head = ''] = answer.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 4\d\d /);
    expect(head.toLowerCase()).not.toMatch(/^(set-cookie|location):/m);
  });

  test('writes no line of its own into the log or the audit', async () => {
    const fake = '\n{"level":30,"msg":"forged"}\n';
    const names = [encodeURIComponent(`x${fake}`), 'x%1b%5b2J', 'x%00y'];
    for (const name of names) await drover.request('DELETE', `/api/folders/${name}`);
    const entries = await until(async () => {
      const { json } = await drover.request<{ entries: AuditEntry[] }>(
        'GET',
        '/api/audit?method=DELETE&limit=500',
      );
      return json.entries.some(({ params }) => params['name'] === 'x\0y') ? json.entries : null;
    }, 'the entries');
    expect(entries.filter(({ route }) => route === '/api/folders/:name')).toHaveLength(names.length);
    const { output } = drover.processes[0] ?? { output: '' };
    expect(output.split('\n')).not.toContain('{"level":30,"msg":"forged"}');
    const shown = await drover.cli('audit', '--method', 'DELETE');
    expect(['\0', '\u001b'].some((one) => shown.output.includes(one))).toBe(false);
    expect(shown.output).not.toMatch(/^\{"level"/m);
  });

  test('is no way out of the storage: every name, every path', async () => {
    await drover.job('out', 'echo inside');
    await drover.run('out');
    const up = [
      '../',
      '..%2f',
      '%2e%2e%2f',
      '..%5c',
      '%252e%252e%252f',
      '....//',
      '/',
      '%2f',
      'artifacts/../../',
    ];
    const targets = ['etc/passwd', 'admin-token', '../../../../../../etc/passwd', '../../../../admin-token'];
    for (const step of up)
      for (const times of [1, 3, 8])
        for (const target of targets) {
          const path = `/api/jobs/out/builds/1/files/${step.repeat(times)}${target}`;
          const answer = await raw(`${authorized(`GET ${path} HTTP/1.1`)}\r\n`);
          expect([path, /^HTTP\/1\.1 4\d\d /.test(answer)]).toEqual([path, true]);
          expect(answer).not.toMatch(/root:|drover_/);
        }
    for (const path of [
      '/api/jobs/..%2f..%2fhello',
      '/api/folders/..',
      '/api/jobs/%2e%2e/builds/1/log',
      '/api/jobs/out/builds/1/log?stage=../..',
      '/api/redis/keys/..%2f',
      '/api/users/..%2fadmin',
      '/assets/..%2f..%2f..%2fpackage.json',
      '/assets/../../package.json',
    ]) {
      const answer = await raw(`${authorized(`GET ${path} HTTP/1.1`)}\r\n`);
      expect([path, /^HTTP\/1\.1 [45]\d\d /.test(answer) || answer.includes('<div id="root">')]).toEqual([
        path,
        true,
      ]);
      expect(answer).not.toMatch(/^HTTP\/1\.1 5|"devDependencies"/);
    }
  });
});

describe('a parameter', () => {
  test.each([
    'LD_PRELOAD',
    'LD_AUDIT',
    'BASH_ENV',
    'GIT_SSH_COMMAND',
    'PATH',
    'NODE_OPTIONS',
    'GCONV_PATH',
    'CI_BUILD_ID',
  ])('cannot be called %s', async (title) => {
    const definition = { parameters: [{ title }], stages: [{ steps: [{ command: 'true' }] }] };
    const { status, text } = await drover.request('PUT', '/api/jobs/loader', definition);
    expect([status, text]).toEqual([400, expect.stringContaining(title)]);
  });

  test('that a definition does not have is refused, whatever it is called', async () => {
    const { status } = await drover.request('POST', '/api/jobs/hello/builds', {
      parameters: { LD_PRELOAD: '/tmp/evil.so' },
    });
    expect(status).toBe(400);
  });

  test('is never part of the text of a command', async () => {
    await drover.define('quoted', {
      parameters: [{ title: 'WHO', type: 'text' }],
      stages: [{ steps: [{ command: 'echo "$WHO"' }] }],
    });
    const value = '$(touch owned) `touch owned`; touch owned #" \' \n--help';
    const build = await drover.run('quoted', { WHO: value });
    expect(await drover.log('quoted', build.number)).toBe(`${value}\n`);
  });
});

describe('files that a build leaves', () => {
  test('are kept below its folder, whatever they are called, and links out of the workspace are not followed', async () => {
    await drover.define('slip', {
      artifacts: ['**'],
      stages: [
        {
          steps: [
            {
              command:
                'ln -s /etc/passwd link; ln -s / root; ln -s ../.. up; mkdir -p "..a/..%2f..%2f" "a\\..\\b"; echo x > "..a/..%2f..%2f/etc"; echo x > "a\\..\\b/c"; echo x > $\'line\\nbreak\'; echo x > "-rf"; echo ok > ok.txt',
            },
          ],
        },
      ],
    });
    const build = await drover.run('slip');
    expect(build.status).toBe('success');
    const kept = join(drover.data, 'storage/jobs/slip', String(build.number), 'artifacts');
    const found = readdirSync(kept, { recursive: true, withFileTypes: true });
    expect(found.filter((entry) => entry.isSymbolicLink())).toEqual([]);
    expect(build.artifacts?.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['ok.txt', '..a/..%2f..%2f/etc']),
    );
    for (const { path } of build.artifacts ?? []) {
      const segments = path.split('/').map(encodeURIComponent).join('/');
      const answer = await drover.request(
        'GET',
        `/api/jobs/slip/builds/${build.number}/files/artifacts/${segments}`,
      );
      expect([path, answer.status, answer.text.trim()]).toEqual([
        path,
        200,
        expect.stringMatching(/^(x|ok)$/),
      ]);
      expect(answer.headers.get('content-disposition') ?? '').not.toMatch(/[\r\n]/);
    }
  });
});

describe('fields that are not for the caller to set', () => {
  test.each([
    ['PUT', '/api/users/mass', { role: 'viewer', hasPassword: true }],
    ['PUT', '/api/users/mass', { role: 'viewer', createdAt: '2000-01-01T00:00:00Z' }],
    ['POST', '/api/tokens', { name: 'mass', role: 'viewer', id: 'abc' }],
    ['POST', '/api/tokens', { name: 'mass', role: 'viewer', grants: [{ folder: 'team', role: 'admin' }] }],
    ['POST', '/api/session/links', { user: 'admin', code: 'known' }],
    ['POST', '/api/jobs/hello/builds', { parameters: {}, cause: { by: 'somebody else' } }],
    ['POST', '/api/jobs/hello/move', { name: 'hello', meta: {} }],
    ['PUT', '/api/jobs/hello', { stages: [{ steps: [{ command: 'true' }] }], meta: { folder: 'team' } }],
  ])('are refused: %s %s %j', async (method, path, body) => {
    const { status, text } = await drover.request(method, path, body);
    expect([status, /nknown field|`meta`/.test(text)]).toEqual([400, true]);
  });

  test.each(['__proto__', 'constructor', 'prototype'])(
    'by the name %s change no object of the server',
    async (name) => {
      const body = `{"parameters":{"${name}":{"admin":true,"role":"admin"}},"${name}":{"role":"admin"}}`;
      for (const path of ['/api/jobs/hello/builds', '/api/session', '/api/tokens']) {
        const answer = await fetch(drover.url + path, {
          method: 'POST',
          headers: { authorization: `Bearer ${drover.token}`, 'content-type': 'application/json' },
          body,
        });
        expect([path, answer.status >= 400 && answer.status < 500]).toEqual([path, true]);
      }
      expect((await fetch(`${drover.url}/api/users`)).status).toBe(401);
    },
  );
});

describe('bodies that cost more than they are', () => {
  const bombs: [what: string, path: string, method: string, type: string, body: string][] = [
    ['deep JSON', '/api/jobs/bomb', 'PUT', 'application/json', '['.repeat(500_000)],
    ['deep objects', '/api/jobs/hello/builds', 'POST', 'application/json', '{"a":'.repeat(100_000)],
    [
      'many keys',
      '/api/jobs/hello/builds',
      'POST',
      'application/json',
      `{"parameters":{${Array.from({ length: 60_000 }, (_, n) => `"k${n}":1`).join()}}}`,
    ],
    ['aliases of aliases', '/api/jobs/bomb', 'PUT', 'application/yaml', aliases()],
    ['deep YAML', '/api/jobs/bomb', 'PUT', 'application/yaml', '- '.repeat(100_000)],
    [
      'a long name',
      '/api/session',
      'POST',
      'application/json',
      JSON.stringify({ name: 'a'.repeat(900_000), password: 'x' }),
    ],
    [
      'a text made for patterns',
      '/api/tokens',
      'POST',
      'application/json',
      JSON.stringify({ name: 'x', role: 'viewer', expiresIn: '1'.repeat(900_000) }),
    ],
    [
      'a duration made for patterns',
      '/api/jobs/bomb',
      'PUT',
      'application/yaml',
      `timeout: ${'1d'.repeat(30_000)}\nstages: []\n`,
    ],
    [
      'a cron line made for patterns',
      '/api/jobs/bomb',
      'PUT',
      'application/yaml',
      `stages: []\nschedules: [{ cron: "${'*/'.repeat(30_000)}" }]\n`,
    ],
    [
      'a large number',
      '/api/jobs/hello/builds',
      'POST',
      'application/json',
      `{"parameters":{"a":1${'0'.repeat(500_000)}}}`,
    ],
  ];

  test.each(bombs)(
    'are refused, and others are served meanwhile: %s',
    async (_what, path, method, type, body) => {
      const bombed = fetch(drover.url + path, {
        method,
        headers: { authorization: `Bearer ${drover.token}`, 'content-type': type },
        body,
      });
      const start = performance.now();
      expect((await fetch(`${drover.url}/healthz`)).status).toBe(200);
      const { status } = await bombed;
      expect([status >= 400 && status < 500, status]).toEqual([true, status]);
      // A pattern that runs away, or an expansion that doubles, takes minutes; this only tells that none does.
      expect(performance.now() - start).toBeLessThan(15_000);
    },
  );

  test('a query made for patterns is answered as fast as another', async () => {
    for (const path of [
      `/api/redis/keys?match=${'*a'.repeat(240)}b`,
      `/api/audit?before=${'0'.repeat(14)}-${'0'.repeat(14)}`,
      `/api/jobs/hello/builds?before=${'9'.repeat(8_000)}`,
    ])
      expect((await drover.request('GET', path)).status).toBeLessThan(500);
  });
});

describe('connections', () => {
  test('on which a handshake was refused are ended, whether their client wants it or not', async () => {
    const socket = connect(port(), '127.0.0.1');
    socket.write(
      'GET /api/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n',
    );
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString();
    });
    socket.on('error', () => {});
    await once(socket, 'close');
    expect(answer).toMatch(/^HTTP\/1\.1 401 /);
  });

  test('by the thousands that say nothing, or begin a WebSocket and wait, leave room for others', async () => {
    const server = drover.processes[0]?.pid ?? 0;
    const before = residentMemory(server);
    const sockets: Socket[] = [];
    const handshake = `GET /api/live HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`;
    const beginnings = ['', 'GET /healthz HTTP/1.1\r\nHost: x\r\n', handshake, `${handshake}\r\n`];
    const open = async (bytes: string) => {
      const socket = connect(port(), '127.0.0.1');
      socket.on('error', () => {});
      sockets.push(socket);
      await once(socket, 'connect');
      if (bytes !== '') socket.write(bytes);
    };
    try {
      for (let count = 0; count < manySockets; count += 100)
        await Promise.all(Array.from({ length: 100 }, (_, at) => open(beginnings[at % 4] ?? '')));
      for (let count = 0; count < 20; count++)
        expect((await fetch(`${drover.url}/healthz`, { signal: AbortSignal.timeout(10_000) })).status).toBe(
          200,
        );
      expect((await drover.request('GET', '/api/jobs')).status).toBe(200);
      expect(residentMemory(server) - before).toBeLessThan(50 + (manySockets * 40) / 1024);
    } finally {
      for (const socket of sockets) socket.destroy();
    }
  });

  test.each([
    ['two lengths', 'Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello'],
    ['a length and chunks', 'Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'],
    ['a chunked that is none', 'Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\n\r\n'],
    ['bare line feeds', 'Content-Length: 0\n\nGET /healthz HTTP/1.1\n\n'],
  ])('do not smuggle a second request: %s', async (_what, rest) => {
    const answer = await raw(
      `POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n${rest}`,
    );
    expect(answer.match(/HTTP\/1\.1 \d+/g) ?? []).toHaveLength(1);
    expect(answer).toMatch(/^HTTP\/1\.1 4\d\d /);
  });
});

function openFilesLimit(): number {
  const [, soft] = /^Max open files\s+(\d+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? [];
  return Number(soft ?? 4_096);
}

/** In MiB. */
function residentMemory(pid: number): number {
  const [, kibibytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) / 1024;
}

/** Ten levels of ten aliases each: ten thousand million values, if they were expanded. */
function aliases(): string {
  const levels = Array.from({ length: 10 }, (_, level) => {
    const items = level === 0 ? '"lol"' : `*a${level - 1}`;
    return `a${level}: &a${level} [${Array(10).fill(items).join(', ')}]`;
  });
  return `${levels.join('\n')}\nstages: *a9\n`;
}
