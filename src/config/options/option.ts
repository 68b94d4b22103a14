import type { Kind } from '../kinds.ts';

/** Who reads an option: the processes of a server or a worker (`drover up` is both), or the client commands. */
export type Role = 'server' | 'worker' | 'client';

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent';

/** What a derived default may look at: the values of the options before it in the list. */
export interface Given {
  readonly folder: string;
  readonly command: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface Option<T> {
  readonly kind: Kind<NonNullable<T>>;
  readonly default: T | ((given: Given) => T);
  /** The default in words, where the value itself would say less. */
  readonly defaultText?: string;
  readonly roles: readonly Role[];
  readonly description: string;
}

export const option = <T>(entry: Option<T>): Option<T> => entry;
export const both: readonly Role[] = ['server', 'worker'];
export const day = 24 * 60 * 60 * 1000;
