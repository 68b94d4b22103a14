import { type ErrorCode, register } from './register.ts';

/** One fault in something a person wrote, at its place. Lines and columns count from 1. */
export interface Problem {
  /** Where in the document, as `stages[0].steps[1].command`; empty for the whole. */
  readonly path: string;
  readonly line?: number;
  readonly column?: number;
  /** What is wrong and what to do, one sentence or two. */
  readonly message: string;
}

export interface ErrorOptions {
  readonly problems?: readonly Problem[];
  readonly cause?: unknown;
  /** Seconds after which the same may be tried again. */
  readonly retryAfter?: number;
}

/** An error with a code of the register. Anything else that is thrown is a fault of Drover itself. */
export class DroverError extends Error {
  override readonly name = 'DroverError';
  readonly code: ErrorCode;
  readonly status: number;
  readonly exit: number;
  readonly problems: readonly Problem[];
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, details: Record<string, string | number> = {}, options: ErrorOptions = {}) {
    const entry = register[code];
    super(fill(entry.message, details), options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = entry.status;
    this.exit = entry.exit;
    this.problems = options.problems ?? [];
    this.retryAfter = options.retryAfter;
  }
}

function fill(message: string, details: Record<string, string | number>): string {
  return message.replace(/\{(\w+)\}/g, (whole, key: string) => String(details[key] ?? whole));
}
