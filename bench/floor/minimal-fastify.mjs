// The libraries that `drover server` loads, one route, nothing else. Argument: the port.
import swagger from '@fastify/swagger';
import { TypeBoxValidatorCompiler } from '@fastify/type-provider-typebox';
import { Queue } from 'bullmq';
import { Command } from 'commander';
import fastify from 'fastify';
import { Redis } from 'ioredis';
import pc from 'picocolors';
import { pino } from 'pino';
import { Type } from 'typebox';
import { parse } from 'yaml';

// Named, so that no tidying takes for unused what is here to be loaded.
if ([Queue, Command, Redis, pc, parse].includes(undefined)) throw new Error('a library is missing');

const app = fastify({ loggerInstance: pino({ level: 'silent' }) });
app.setValidatorCompiler(TypeBoxValidatorCompiler);
await app.register(swagger);
app.get('/healthz', { schema: { response: { 200: Type.Object({ status: Type.String() }) } } }, () => ({
  status: 'ok',
}));
await app.listen({ host: '127.0.0.1', port: Number(process.argv[2]) });
process.once('SIGTERM', () => process.exit(0));
