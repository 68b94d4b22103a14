import { execFileSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';

/** What the figures were measured on. */
export function machine(): Record<string, string> {
  return {
    processor: `${cpus()[0]?.model.trim() ?? 'unknown'}, ${cpus().length} cores`,
    memory: `${Math.round(totalmem() / 2 ** 30)} GiB`,
    system: `${process.platform} ${release()}`,
    node: process.version,
    redis: redisVersion(),
    load: loadavg()
      .map((load) => load.toFixed(2))
      .join(' '),
  };
}

function redisVersion(): string {
  for (const program of ['valkey-server', 'redis-server']) {
    try {
      const text = execFileSync(program, ['--version'], { encoding: 'utf8' });
      return `${program} ${/v=(\S+)/.exec(text)?.[1] ?? ''}`;
    } catch {
      // The next one, if it is installed.
    }
  }
  return 'none';
}
