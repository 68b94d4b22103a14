import type { Redis } from 'ioredis';

/** A job and a finished build of it as Drover itself wrote them: the pattern of all that are made here. */
interface Pattern {
  readonly job: { meta: { name: string } };
  readonly build: { job: string; number: number };
  readonly last: string;
}

export async function readPattern(redis: Redis, job: string): Promise<Pattern> {
  const [definition, build, last] = await Promise.all([
    redis.get(`job_${job}`),
    redis.get(`job_${job}_1`),
    redis.hget('drover:last', job),
  ]);
  if (definition === null || build === null || last === null) throw new Error(`${job} #1 is not in Redis`);
  return { job: JSON.parse(definition), build: JSON.parse(build), last };
}

/**
 * Writes builds `from` to `to` of a job straight into the structure that docs/redis.md describes, and the job
 * itself with its first. Through the REST interface a hundred thousand would take longer than all measurements.
 */
export async function seedBuilds(
  redis: Redis,
  pattern: Pattern,
  job: string,
  from: number,
  to: number,
): Promise<void> {
  const pipeline = redis.pipeline();
  if (from === 1) {
    pipeline.set(`job_${job}`, JSON.stringify({ ...pattern.job, meta: { ...pattern.job.meta, name: job } }));
    pipeline.rpush('jobs', `job_${job}`);
  }
  for (let number = from; number <= to; number += 1) {
    // The keys keep their order, so the definition stays last.
    pipeline.set(`job_${job}_${number}`, JSON.stringify({ ...pattern.build, job, number }));
    pipeline.lpush(`job_${job}_recent`, number);
  }
  pipeline.hset('drover:numbers', job, to);
  pipeline.hset('drover:last', job, JSON.stringify({ ...JSON.parse(pattern.last), number: to }));
  const results = await pipeline.exec();
  for (const [error] of results ?? []) if (error !== null) throw error;
}
