import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { useState } from '../../state/testing/test-state.ts';
import { adminTokenFile, ensureAdminToken } from './admin-token.ts';

const given = useState();
let folders: string[];
beforeEach(async () => {
  folders = await Promise.all([1, 2, 3].map(() => mkdtemp(join(tmpdir(), 'drover-admin-'))));
});
afterEach(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

const start = (folder: string, own = false) => ensureAdminToken(given.state, folder, own);
const kept = async (folder: string) =>
  (await readFile(adminTokenFile(folder), 'utf8').catch(() => '')).trim();
const admins = async () => (await given.state.tokens.list()).length;

test('of servers that start at once on one Redis, with data folders of their own, one makes the token', async () => {
  const made = await Promise.all(folders.map((folder) => start(folder)));
  expect(made.filter(({ isNew }) => isNew)).toHaveLength(1);
  expect(made.filter(({ token }) => token === null)).toHaveLength(2);
  expect(await admins()).toBe(1);
  expect((await Promise.all(folders.map(kept))).filter((text) => text !== '')).toHaveLength(1);
});

test('the one that has it goes on with it, and makes another when it was revoked', async () => {
  const [folder = ''] = folders;
  const first = await start(folder);
  expect(await start(folder)).toEqual({ token: first.token, isNew: false });
  const [admin] = await given.state.tokens.list();
  await given.state.tokens.revoke(admin?.id ?? '');
  const second = await start(folder);
  expect(second).toEqual({ token: await kept(folder), isNew: true });
  expect(second.token).not.toBe(first.token);
});

test('a token that Redis has lost is registered again', async () => {
  const [folder = ''] = folders;
  await writeFile(adminTokenFile(folder), 'drover_kept\n');
  expect(await start(folder)).toEqual({ token: 'drover_kept', isNew: false });
  expect(await admins()).toBe(1);
});

test('with a Redis of its own a server whose file is lost makes a new one', async () => {
  const [folder = '', empty = ''] = folders;
  await start(folder, true);
  expect((await start(empty, true)).isNew).toBe(true);
});
