import { EventEmitter } from 'node:events';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { expect, test } from 'vitest';
import { limitLargeBodies } from './large-bodies.ts';

const request = (headers: Record<string, string>) => ({ headers }) as unknown as FastifyRequest;
const ofLength = (length: number) => request({ 'content-length': String(length) });

test('so many large bodies are read at a time, and any number of small ones', () => {
  const admit = limitLargeBodies(2);
  const replies: EventEmitter[] = [];
  const enter = (from: FastifyRequest) => {
    const raw = new EventEmitter();
    admit(from, { raw } as unknown as FastifyReply);
    replies.push(raw);
  };
  for (let count = 0; count < 10; count += 1) enter(ofLength(1_000_000));
  enter(ofLength(20_000_000));
  enter(request({ 'transfer-encoding': 'chunked' }));
  expect(() => enter(ofLength(2_000_000))).toThrow('2 large requests');
  enter(ofLength(10));
  replies[10]?.emit('close');
  enter(ofLength(2_000_000));
  expect(() => enter(ofLength(2_000_000))).toThrow('try again');
});
