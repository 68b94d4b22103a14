import { connect } from 'node:net';
import { Validator } from '@seriousme/openapi-schema-validator';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestDrover } from '../helpers/drover.ts';

let drover: TestDrover;

beforeAll(async () => {
  drover = await TestDrover.up({ DROVER_SLOTS: '2' });
});

afterAll(() => drover.stop());

interface ProblemAnswer {
  code: string;
  detail: string;
  errors?: { path: string; line?: number; column?: number; message: string }[];
}

describe('the guard', () => {
  test.each(['/api/jobs', '/api/queue', '/metrics', '/api/openapi.json', '/api/redis/keys', '/api/nothing'])(
    '%s needs a token',
    async (path) => {
      expect((await fetch(`${drover.url}${path}`)).status).toBe(401);
      const wrong = await fetch(`${drover.url}${path}`, {
        headers: { authorization: 'Bearer drover_wrong' },
      });
      expect(wrong.status).toBe(401);
      expect(wrong.headers.get('content-type')).toContain('application/problem+json');
    },
  );

  test.each(['/healthz', '/readyz'])('%s answers without one', async (path) => {
    expect((await fetch(`${drover.url}${path}`)).status).toBe(200);
  });
});

describe('definitions', () => {
  test('every fault of a YAML definition is told with its line and column', async () => {
    const { status, json } = await drover.request<ProblemAnswer>(
      'PUT',
      '/api/jobs/broken',
      'title: x\nstage: []\ntimeout: soon\n',
    );
    expect(status).toBe(400);
    expect(json.code).toBe('DEFINITION_INVALID');
    expect(json.errors?.length).toBe(2);
    expect(json.errors?.[0]).toMatchObject({ line: expect.any(Number), column: expect.any(Number) });
    expect(json.errors?.some(({ message }) => message.includes('stages'))).toBe(true);
  });

  test('a definition comes back as it was saved, as JSON and as YAML', async () => {
    const definition = {
      title: 'Echo',
      stages: [{ title: 'Say', steps: [{ title: 'hi', command: 'echo hi' }] }],
    };
    await drover.define('echo', definition);
    const { json } = await drover.request<{ meta: unknown }>('GET', '/api/jobs/echo');
    expect(json).toEqual({ ...definition, meta: expect.objectContaining({ name: 'echo', revision: 1 }) });
    const { text } = await drover.request('GET', '/api/jobs/echo', undefined, { accept: 'application/yaml' });
    await drover.define('echo-again', text);
    expect((await drover.request('GET', '/api/jobs/echo-again')).json).toMatchObject(definition);
  });

  test('of two people who save the same revision, the second gets 409', async () => {
    await drover.job('shared', 'true');
    const save = (revision: string) =>
      drover.request<ProblemAnswer>(
        'PUT',
        '/api/jobs/shared',
        { stages: [{ steps: [{ command: 'false' }] }] },
        { 'if-match': revision },
      );
    expect((await save('"1"')).status).toBe(200);
    const second = await save('"1"');
    expect(second.status).toBe(409);
    expect(second.json.code).toBe('REVISION_CONFLICT');
  });

  test.each(['x_recent', 'x_12', 'x_pr5', 'x_branch_main', '-x', 'a b', 'é', 'x'.repeat(101)])(
    'the job name %s is refused with the reason',
    async (name) => {
      const { status, json } = await drover.request<ProblemAnswer>(
        'PUT',
        `/api/jobs/${encodeURIComponent(name)}`,
        {
          stages: [{ steps: [{ command: 'true' }] }],
        },
      );
      expect(status).toBe(400);
      expect(json.code).toBe('NAME_INVALID');
    },
  );
});

describe('builds', () => {
  test('wrong parameters are refused, each by name', async () => {
    await drover.define('typed', {
      parameters: [
        { title: 'COUNT', type: 'number', required: true },
        { title: 'COLOUR', type: 'choice', choices: ['red', 'blue'] },
      ],
      stages: [{ steps: [{ command: 'true' }] }],
    });
    const { status, json } = await drover.request<ProblemAnswer>('POST', '/api/jobs/typed/builds', {
      parameters: { COLOUR: 'green', COLOR: 'red' },
    });
    expect(status).toBe(400);
    expect(json.errors?.length).toBe(3);
    expect(json.errors?.map(({ message, path }) => `${path} ${message}`).join('\n')).toMatch(
      /COUNT[\s\S]*|COLOR/,
    );
  });

  test('history comes in pages, newest first, without definitions', async () => {
    await drover.job('paged', 'true');
    for (let n = 0; n < 5; n++) await drover.run('paged');
    const first = (
      await drover.request<{ builds: { number: number }[]; next: number }>(
        'GET',
        '/api/jobs/paged/builds?limit=2',
      )
    ).json;
    expect(first.builds.map(({ number }) => number)).toEqual([5, 4]);
    expect(first.builds[0]).not.toHaveProperty('definition');
    const second = (
      await drover.request<{ builds: { number: number }[]; next: number | null }>(
        'GET',
        `/api/jobs/paged/builds?limit=10&before=${first.next}`,
      )
    ).json;
    expect(second.builds.map(({ number }) => number)).toEqual([3, 2, 1]);
    expect(second.next).toBeNull();
  });

  test('a rerun has the definition and parameters of its origin, though the job changed', async () => {
    await drover.define('again', {
      parameters: [{ title: 'WHO' }],
      stages: [{ title: 'a', steps: [{ title: 's', command: 'echo "old $WHO"' }] }],
    });
    await drover.run('again', { WHO: 'ann' });
    await drover.job('again', 'echo new');
    const { status, json } = await drover.request<{ number: number; cause: unknown }>(
      'POST',
      '/api/jobs/again/builds/1/rerun',
    );
    expect(status).toBe(201);
    expect(json.cause).toMatchObject({ kind: 'rerun', of: 'again_1' });
    await drover.finished('again', json.number);
    expect(await drover.log('again', json.number)).toBe('old ann\n');
  });

  test('a password is in no document, and a rerun asks for it again', async () => {
    await drover.define('secretive', {
      parameters: [{ title: 'PASS', type: 'password', required: true }],
      stages: [{ title: 'a', steps: [{ title: 's', command: 'test "$(printf %s "$PASS" | wc -c)" = 8' }] }],
    });
    const build = await drover.run('secretive', { PASS: 'hunter22' });
    expect(build.status).toBe('success');
    expect(JSON.stringify(build)).not.toContain('hunter22');
    expect((await drover.request('POST', '/api/jobs/secretive/builds/1/rerun')).status).toBe(400);
    const keys = await drover.request('GET', '/api/redis/keys/drover:private:secretive_1');
    expect(keys.text).not.toContain('hunter22');
  });

  test('cancelling a running build ends its processes and runs the failure hooks', async () => {
    await drover.define('slow', {
      onFailure: 'echo "ended as $CI_RESULT"',
      stages: [{ title: 'wait', steps: [{ title: 'sleep', command: 'echo started; sleep 600' }] }],
    });
    const { number } = await drover.start('slow');
    await expect.poll(() => drover.log('slow', number)).toContain('started');
    const cancelled = await drover.request<{ status: string }>(
      'POST',
      `/api/jobs/slow/builds/${number}/cancel`,
      { reason: 'wrong branch' },
    );
    expect(cancelled.status).toBe(202);
    expect(cancelled.json.status).toBe('cancelling');
    const build = await drover.finished('slow', number);
    expect(build.status).toBe('cancelled');
    expect(build.cancel).toMatchObject({ by: 'admin', reason: 'wrong branch' });
    expect(await drover.log('slow', number)).toContain('ended as cancelled');
    expect((await drover.request('POST', `/api/jobs/slow/builds/${number}/cancel`)).status).toBe(409);
  });

  test('cancelling a queued build ends it at once, and the queue says why it waited', async () => {
    await drover.define('gpu', { runsOn: ['gpu'], stages: [{ steps: [{ command: 'true' }] }] });
    const { number } = await drover.start('gpu');
    const { json } = await drover.request<{ builds: { job: string; waitingFor: { message: string } }[] }>(
      'GET',
      '/api/queue',
    );
    expect(json.builds.find(({ job }) => job === 'gpu')?.waitingFor.message).toContain(
      'No worker has ever had the labels gpu',
    );
    const { json: build } = await drover.request<{ status: string }>(
      'POST',
      `/api/jobs/gpu/builds/${number}/cancel`,
    );
    expect(build.status).toBe('cancelled');
    expect((await drover.build('gpu', number)).status).toBe('cancelled');
  });

  test('a deleted build takes its files along; a running one cannot be deleted', async () => {
    await drover.job('gone', 'echo x');
    await drover.run('gone');
    expect((await drover.request('DELETE', '/api/jobs/gone/builds/1')).status).toBe(204);
    expect((await drover.request('GET', '/api/jobs/gone/builds/1')).status).toBe(404);
    expect((await drover.request('GET', '/api/jobs/gone/builds/1/files/')).status).toBe(404);
  });
});

describe('logs and files', () => {
  test('byte ranges, tails, single steps and unknown steps', async () => {
    await drover.define('chatty', {
      stages: [
        {
          title: 'talk',
          steps: [
            { title: 'one', command: 'seq 1 5' },
            { title: 'two', command: 'seq 6 10' },
          ],
        },
      ],
    });
    await drover.run('chatty');
    const whole = `${Array.from({ length: 10 }, (_, n) => n + 1).join('\n')}\n`;
    expect(await drover.log('chatty', 1)).toBe(whole);
    expect(await drover.log('chatty', 1, '?step=two')).toBe('6\n7\n8\n9\n10\n');
    expect(await drover.log('chatty', 1, '?tail=7')).toBe('4\n5\n6\n7\n8\n9\n10\n');
    const range = await drover.request('GET', '/api/jobs/chatty/builds/1/log', undefined, {
      range: 'bytes=8-12',
    });
    expect([range.status, range.text, range.headers.get('content-range')]).toEqual([
      206,
      whole.slice(8, 13),
      'bytes 8-12/21',
    ]);
    expect(
      (await drover.request('GET', '/api/jobs/chatty/builds/1/log', undefined, { range: 'bytes=99-' }))
        .status,
    ).toBe(416);
    expect((await drover.request('GET', '/api/jobs/chatty/builds/1/log?step=three')).status).toBe(404);
  });

  test('a followed log has every byte of every step, as it comes', async () => {
    await drover.define('live', {
      stages: [
        {
          title: 'a',
          steps: [
            { title: 's', command: 'for i in 1 2 3 4 5; do echo line $i; sleep 0.1; done' },
            { title: 't', command: 'echo end' },
          ],
        },
      ],
    });
    const { number } = await drover.start('live');
    expect(await drover.log('live', number, '?follow=true')).toBe(
      'line 1\nline 2\nline 3\nline 4\nline 5\nend\n',
    );
  });

  test('artifacts are kept, listed and read; nothing outside the build can be', async () => {
    await drover.define('pack', {
      artifacts: ['dist/**'],
      stages: [
        {
          title: 'a',
          steps: [
            {
              title: 's',
              command: 'mkdir -p dist/x; echo content > dist/x/file.txt; ln -s /etc/passwd dist/link',
            },
          ],
        },
      ],
    });
    const build = await drover.run('pack');
    expect(build.artifacts).toEqual([{ path: 'dist/x/file.txt', bytes: 8 }]);
    const { json } = await drover.request<{ files: { path: string }[] }>(
      'GET',
      '/api/jobs/pack/builds/1/files/',
    );
    expect(json.files.map(({ path }) => path)).toContain('artifacts/dist/x/file.txt');
    expect(
      (await drover.request('GET', '/api/jobs/pack/builds/1/files/artifacts/dist/x/file.txt')).text,
    ).toBe('content\n');
    for (const path of ['..%2f..%2fadmin-token', '%2fetc%2fpasswd', 'artifacts/dist/link', 'a%00b']) {
      expect((await drover.request('GET', `/api/jobs/pack/builds/1/files/${path}`)).status).toBe(404);
    }
  });

  test('a moved and renamed job takes its builds and files along', async () => {
    await drover.job('nomad', 'echo here');
    await drover.run('nomad');
    await drover.request('PUT', '/api/folders/camp');
    expect(
      (await drover.request('POST', '/api/jobs/nomad/move', { folder: 'camp', name: 'settler' })).status,
    ).toBe(200);
    expect((await drover.request('GET', '/api/jobs/nomad')).status).toBe(404);
    expect(await drover.log('settler', 1)).toBe('here\n');
    expect((await drover.run('settler')).number).toBe(2);
    expect((await drover.request('DELETE', '/api/jobs/settler')).status).toBe(400);
    expect((await drover.request('DELETE', '/api/jobs/settler?confirm=settler')).status).toBe(204);
    expect((await drover.request('DELETE', '/api/folders/camp')).status).toBe(204);
  });
});

describe('the OpenAPI document', () => {
  test('is valid OpenAPI 3.1', async () => {
    const { json } = await drover.request<Record<string, unknown>>('GET', '/api/openapi.json');
    const { valid, errors } = await new Validator().validate(json);
    expect([valid, errors]).toEqual([true, undefined]);
  });

  test('names every route that the server has, and no other', async () => {
    const { json } = await drover.request<{
      openapi: string;
      paths: Record<string, Record<string, unknown>>;
    }>('GET', '/api/openapi.json');
    expect(json.openapi).toBe('3.1.0');
    const named = Object.entries(json.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(named).toContain('POST /api/jobs/{name}/builds');
    for (const route of named) {
      const [method = '', path = ''] = route.split(' ');
      const { status, text } = await drover.request(
        method,
        path.replace('{number}', '9').replace(/\{[^}]+\}/g, 'nobody'),
        method === 'PUT' ? {} : undefined,
      );
      expect(`${route} ${status} ${text.includes('There is nothing at')}`).toMatch(/ (2|4)\d\d false$/);
    }
  });
});

describe('hostile requests', () => {
  test('whatever is sent, the answer is no 5xx', async () => {
    const path = fc.oneof(
      fc.constantFrom(
        '/api/jobs',
        '/api/jobs/x',
        '/api/jobs/x/builds',
        '/api/jobs/x/builds/1',
        '/api/jobs/x/move',
        '/api/queue',
        '/api/workers/x/pause',
        '/api/redis/keys',
        '/api/builds',
        '/api/folders/x',
        '/api/jobs/x/builds/1/log',
      ),
      fc.string({ maxLength: 60 }).map((text) => `/api/${encodeURI(text.toWellFormed())}`),
      fc
        .string({ maxLength: 30 })
        .map(
          (text) =>
            `/api/jobs/${encodeURIComponent(text.toWellFormed())}/builds/${encodeURIComponent(text.toWellFormed())}`,
        ),
    );
    const query = fc.option(
      fc.dictionary(
        fc.constantFrom(
          'limit',
          'before',
          'status',
          'folder',
          'parent',
          'tail',
          'follow',
          'match',
          'cursor',
          'confirm',
        ),
        fc.string({ maxLength: 20 }).map((text) => text.toWellFormed()),
        { maxKeys: 3 },
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        path,
        query,
        fc.constantFrom('GET', 'PUT', 'POST', 'DELETE', 'PATCH'),
        fc.constantFrom('application/json', 'application/yaml', 'text/plain', 'multipart/form-data', ''),
        fc.oneof(
          fc.json({ maxDepth: 3 }),
          fc.string({ maxLength: 200 }),
          fc.constant('{"__proto__":{}}'),
          fc.constant('['.repeat(5000)),
        ),
        async (where, parameters, method, type, body) => {
          const search = parameters === null ? '' : `?${new URLSearchParams(parameters).toString()}`;
          const answer = await fetch(`${drover.url}${where}${search}`, {
            method,
            headers: {
              authorization: `Bearer ${drover.token}`,
              ...(type === '' ? {} : { 'content-type': type }),
            },
            ...(method === 'GET' ? {} : { body: body.toWellFormed() }),
            signal: AbortSignal.timeout(30_000),
          });
          await answer.arrayBuffer();
          expect(answer.status, `${method} ${where}${search} ${type} ${body.slice(0, 100)}`).toBeLessThan(
            500,
          );
        },
      ),
      { numRuns: 400 },
    );
  });

  test('bytes that are no HTTP are answered or cut off, and the server lives', async () => {
    for (const bytes of [
      '\x00\x01\x02',
      'GET / HTTP/9.9\r\n\r\n',
      'POST /api/jobs HTTP/1.1\r\nContent-Length: -1\r\n\r\n',
      'GET /%zz HTTP/1.1\r\nHost: x\r\n\r\n',
      `GET /${'a'.repeat(70_000)} HTTP/1.1\r\n\r\n`,
    ]) {
      const answer = await raw(bytes);
      expect(answer).not.toMatch(/^HTTP\/1.1 5/);
    }
    expect((await fetch(`${drover.url}/healthz`)).status).toBe(200);
  });

  function raw(bytes: string): Promise<string> {
    return new Promise((resolve) => {
      const socket = connect(Number(new URL(drover.url).port), '127.0.0.1', () =>
        socket.write(bytes, 'latin1'),
      );
      let answer = '';
      socket.setTimeout(500, () => socket.destroy());
      socket.on('data', (chunk) => {
        answer += chunk.toString('latin1');
      });
      socket.on('error', () => {});
      socket.on('close', () => resolve(answer));
    });
  }
});
