import { BuildFeed } from './build-feed.ts';
import type { LiveContext } from './live-context.ts';
import { OutputHub } from './output-hub.ts';
import { WorkerFeed } from './worker-feed.ts';

/** What a server process shows live. Each part subscribes to Redis while somebody watches, and only then. */
export interface Live {
  readonly output: OutputHub;
  readonly builds: BuildFeed;
  readonly workers: WorkerFeed;
}

export function createLive(context: LiveContext): Live {
  return { output: new OutputHub(context), builds: new BuildFeed(context), workers: new WorkerFeed(context) };
}
