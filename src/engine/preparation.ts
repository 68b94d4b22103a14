import type { Environment } from './environment.ts';

/**
 * What the caller does in the workspace before the plan begins, as fetching what is to be built. The engine knows
 * nothing of it but the commands that it runs, which have one log and are ended like those of the plan.
 */
export interface Preparation {
  /** Path of its log below the build's folder. */
  readonly log: string;
  /** What it throws ends the run as an error, with the message as the reason. */
  readonly prepare: (tools: PreparationTools) => Promise<Prepared>;
}

/** What a preparation gives to every command; a run that goes on in the workspace of this one gets the same. */
export interface Prepared {
  readonly environment: Record<string, string>;
  /** Texts too large for a variable, by the variable that holds the path of the file with it. */
  readonly files: Record<string, string>;
}

/** Each of them throws once the run is stopped; `prepare` only cleans up then. */
export interface PreparationTools {
  /** Folder of the run's own, which its commands see as `CI_TMP`; gone after the run. */
  readonly tmp: string;
  /** Runs a program to its end, with what it prints in the log. */
  run(program: ProgramCall): Promise<ProgramEnd>;
  /** Runs a program to its end and keeps what it prints, up to 64 KiB, to itself. */
  ask(program: ProgramCall): Promise<ProgramEnd>;
  /** A line in the log. */
  note(text: string): void;
  sleep(ms: number): Promise<void>;
}

export interface ProgramCall {
  readonly program: string;
  readonly args: readonly string[];
  /** All of it: nothing comes from the node. */
  readonly environment: Environment;
}

export interface ProgramEnd {
  /** Null: it could not be started, or ended by a signal. */
  readonly exitCode: number | null;
  /** What it printed; of what was printed to the log, the end. */
  readonly output: string;
}
