import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** A payload as GitHub has sent it. */
export interface Example {
  readonly event: string;
  readonly payload: Record<string, unknown>;
  /** As `pull_request opened 3`. */
  readonly title: string;
}

const folder = dirname(createRequire(import.meta.url).resolve('@octokit/webhooks-examples/package.json'));

/** All payloads that were collected from a host: `api.github.com`, or a version of Enterprise as `ghes-35`. */
export function examplesOf(host: string): Example[] {
  const definitions = JSON.parse(readFileSync(join(folder, host, 'index.json'), 'utf8')) as {
    name: string;
    examples: Record<string, unknown>[];
  }[];
  return definitions.flatMap(({ name, examples }) =>
    examples.map((payload, index) => ({
      event: name,
      payload,
      title: `${name} ${typeof payload['action'] === 'string' ? payload['action'] : ''} ${index}`,
    })),
  );
}

/** The first example of an event whose payload fits. */
export function exampleOf(event: string, fits: (payload: Record<string, unknown>) => boolean = () => true) {
  const found = examplesOf('api.github.com').find((one) => one.event === event && fits(one.payload));
  if (found === undefined) throw new Error(`there is no such example of ${event}`);
  return structuredClone(found.payload);
}
