import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { pollUntil } from '../lib/poll-until.ts';
import { removeLeftBehind } from './left-behind.ts';
import { isOwnerGone, namespaceMark, ownerMark } from './owner.ts';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

/** A process as a step of the Drover process with that mark leaves it. */
function stepOf(mark: string): ChildProcess {
  const env = { ...process.env, CI_PROCESS_COOKIE: `${mark}.abc.0` };
  const child = spawn('sleep', ['300'], { env, detached: true, stdio: 'ignore' });
  started.push(child);
  return child;
}

const isUp = (child: ChildProcess) =>
  pollUntil(async () => readFileSync(`/proc/${child.pid}/cmdline`, 'utf8').startsWith('sleep'), 5, 20_000);
const goneMark = `${namespaceMark()}p${process.pid}s1`;

test('this process lives, one that started earlier under its number is gone, one elsewhere may live', () => {
  expect(isOwnerGone(ownerMark())).toBe(false);
  expect(isOwnerGone(goneMark)).toBe(true);
  expect(isOwnerGone('n1.p1s1')).toBe(false);
  expect(isOwnerGone('anything')).toBe(false);
});

test('what a killed process left is ended and removed, what belongs to a living one stays', async () => {
  const [orphan, child] = [stepOf(goneMark), stepOf(ownerMark())];
  await Promise.all([isUp(orphan), isUp(child)]);
  const folder = join(tmpdir(), `drover-run-${goneMark}-test`);
  const used = join(tmpdir(), `drover-run-${ownerMark()}-test`);
  for (const path of [folder, used]) mkdirSync(path, { recursive: true });
  const left = await removeLeftBehind();
  expect(left.map(({ pid }) => pid)).toContain(orphan.pid);
  expect(left.map(({ pid }) => pid)).not.toContain(child.pid);
  await expect.poll(() => orphan.signalCode).toBe('SIGTERM');
  expect(child.signalCode).toBeNull();
  expect([existsSync(folder), existsSync(used)]).toEqual([false, true]);
  rmdirSync(used);
});
