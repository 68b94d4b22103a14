import { TestDrover, until } from '../../test/helpers/drover.ts';
import { FinalBuilds } from './final-builds.ts';
import { childOf } from './process-memory.ts';

export const workerName = 'bench';

/** `drover up` on a data folder of its own, with an ear for builds that end. */
export interface BenchDrover {
  readonly drover: TestDrover;
  readonly builds: FinalBuilds;
  /** Process ids: `up` is the server too. */
  readonly pids: () => { server: number; worker: number; redis: number };
  stop: () => Promise<void>;
}

export async function startBenchDrover(
  slots: number,
  environment: Record<string, string> = {},
): Promise<BenchDrover> {
  const drover = await TestDrover.create();
  Object.assign(drover.environment, {
    DROVER_SLOTS: String(slots),
    DROVER_NAME: workerName,
    DROVER_RETENTION_BUILDS: '100000',
    DROVER_RATE_LIMIT: '0',
    DROVER_LOG_LEVEL: 'warn',
    ...environment,
  });
  try {
    const up = await drover.startUp();
    await until(async () => (await workerStatus(drover)) === 'online', 'the worker is online');
    const builds = await FinalBuilds.listen(drover.redisSocket);
    return {
      drover,
      builds,
      pids: () => ({
        server: up.pid,
        worker: childOf(up.pid, 'main.js'),
        redis: childOf(up.pid, 'redis.sock'),
      }),
      async stop() {
        builds.close();
        await drover.stop();
      },
    };
  } catch (error) {
    await drover.stop();
    throw error;
  }
}

/** Undefined before its first heartbeat. */
export async function workerStatus(drover: TestDrover, worker = workerName): Promise<string | undefined> {
  const { json } = await drover.request<{ workers: { name: string; status: string }[] }>(
    'GET',
    '/api/workers',
  );
  return json.workers.find(({ name }) => name === worker)?.status;
}

/** A job of one stage and one step. */
export const oneStep = (command: string, shell: 'bash' | 'sh'): object => ({
  stages: [{ title: 'main', steps: [{ title: 'step', command, shell }] }],
});
