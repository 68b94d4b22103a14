import { expect, test } from 'vitest';
import { memoryFinding } from './memory.ts';

const info = (used: number, most: number, policy = 'noeviction') =>
  `# Memory\r\nused_memory:${used}\r\nused_memory_human:1.00M\r\nmaxmemory:${most}\r\nmaxmemory_policy:${policy}\r\n`;

test('memory in use is told, and its limit where there is one', () => {
  expect(memoryFinding(info(2 ** 20, 0))).toEqual({ check: 'memory', ok: true, message: '1 MiB used' });
  expect(memoryFinding(info(2 ** 20, 2 ** 22)).message).toBe('1 MiB used of 4 MiB');
  expect(memoryFinding(null)).toMatchObject({ ok: true });
  expect(memoryFinding('nothing that is known')).toMatchObject({ ok: true });
});

test('a Redis that is nearly full, or throws keys away, is a fault', () => {
  expect(memoryFinding(info(95, 100))).toMatchObject({
    ok: false,
    message: expect.stringContaining('raise maxmemory'),
  });
  expect(memoryFinding(info(1, 100, 'allkeys-lru'))).toMatchObject({
    ok: false,
    message: expect.stringContaining('allkeys-lru): set maxmemory-policy noeviction'),
  });
});
