import { type Cron, parseCron } from './cron/index.ts';
import type { Definition } from './schema/index.ts';

/** A schedule of a job made ready: everything is said. */
export interface SchedulePlan {
  /** Its title, or its cron where it has none: what has happened to it is kept under this. */
  readonly name: string;
  readonly text: string;
  readonly cron: Cron;
  /** IANA time zone. */
  readonly zone: string;
  readonly parameters: Record<string, unknown>;
  readonly catchUp: 'none' | 'last' | 'all';
  readonly skipIfRunning: boolean;
  readonly enabled: boolean;
}

/** `seed` settles what `H` stands for: the same for ever, whatever the job is called. */
export function schedulesOf(definition: Definition, seed: string): SchedulePlan[] {
  return (definition.schedules ?? []).flatMap((schedule) => {
    const { cron: text, title, timezone = 'UTC', parameters = {}, enabled = true } = schedule;
    const name = title?.trim() || text.trim();
    const read = parseCron(text, `${seed} ${name}`);
    // A job that was written by hand may hold anything.
    if ('fault' in read) return [];
    const { catchUp = 'last', skipIfRunning = false } = schedule;
    return [{ name, text, cron: read.cron, zone: timezone, parameters, catchUp, skipIfRunning, enabled }];
  });
}
