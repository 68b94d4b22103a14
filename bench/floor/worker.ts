import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { finish, keys, start } from './scripts.ts';

/** Arguments: Redis socket, folder of logs, slots. Ends with SIGTERM. */
const [socket = '', folder = '', slots = '4'] = process.argv.slice(2);

const redis = new Redis(socket);
redis.defineCommand('floorStart', { numberOfKeys: 1, lua: start });
redis.defineCommand('floorFinish', { numberOfKeys: 2, lua: finish });
type Scripts = Record<'floorStart' | 'floorFinish', (...args: string[]) => Promise<unknown>>;
const scripts = redis as unknown as Scripts;

async function serve(blocking: Redis): Promise<never> {
  for (;;) {
    const number = await blocking.blmove(keys.queue, keys.taken, 'RIGHT', 'LEFT', 0);
    if (number !== null) await run(number);
  }
}

async function run(number: string): Promise<void> {
  const startedAt = new Date().toISOString();
  await scripts.floorStart(keys.document + number, JSON.stringify({ number, status: 'running', startedAt }));
  const log = openSync(join(folder, `${number}.log`), 'w');
  const child = spawn('sh', ['-c', 'true'], { stdio: ['ignore', log, log] });
  const exited = once(child, 'exit');
  closeSync(log);
  const [exitCode] = await exited;
  const text = JSON.stringify({
    number,
    status: 'success',
    startedAt,
    finishedAt: new Date().toISOString(),
    exitCode,
  });
  await scripts.floorFinish(keys.document + number, keys.taken, text, number, keys.events);
}

const all = Array.from({ length: Number(slots) }, () => serve(redis.duplicate()));
process.once('SIGTERM', () => process.exit(0));
process.stdout.write('ready\n');
await Promise.all(all);
