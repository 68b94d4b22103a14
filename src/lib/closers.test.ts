import { expect, test } from 'vitest';
import { Closers } from './closers.ts';

test('closes in reverse order of opening, each once', async () => {
  const closed: string[] = [];
  const closers = new Closers();
  closers.add(() => closed.push('redis'));
  closers.add(async () => closed.push('server'));
  await Promise.all([closers.close(), closers.close()]);
  expect(closed).toEqual(['server', 'redis']);
});

test('goes on after a closer that fails, and then says so', async () => {
  const closed: string[] = [];
  const closers = new Closers();
  closers.add(() => closed.push('redis'));
  closers.add(() => {
    throw new Error('stuck');
  });
  await expect(closers.close()).rejects.toThrow('stuck');
  expect(closed).toEqual(['redis']);
});
