import type { Client } from '../client/client.ts';
import type { Io } from '../io.ts';

export interface ReportFlags {
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly by?: string;
  readonly order?: string;
  readonly job?: string;
  readonly days?: number;
  readonly from?: string;
  readonly to?: string;
  readonly limit?: number;
}

export interface TopicCall {
  readonly client: Client;
  readonly io: Io;
  readonly flags: ReportFlags;
  /** What follows the topic on the command line. */
  readonly text: string | undefined;
}

/** Prints what a person reads; resolves to the exit code. */
export type Topic = (call: TopicCall) => Promise<number>;
