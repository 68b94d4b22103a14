import type { QueryClient } from '@tanstack/react-query';
import { LiveClient } from '../../../src/live/client/index.ts';
import { webSockets } from '../../../src/live/client/socket.ts';
import type { BuildMessage } from '../../../src/live/messages.ts';
import { applyBuilds } from './apply-builds.ts';
import { applyHeartbeat, applyWorkers, removeWorker } from './apply-workers.ts';
import { connectionLost, connectionOpened } from './connection.ts';
import { keys } from './queries.ts';
import { forgetTrends } from './trends.ts';

/** News are shown together, so often at most: many builds must not draw the page once each. */
const gatherMs = 40;

let client: LiveClient | null = null;
/** After a lost connection: jobs that were made or deleted meanwhile are told by no news. */
let readAgain = () => {};

/** The one connection of this tab. `output` of it follows the logs of a build. */
export function liveClient(): LiveClient {
  client ??= new LiveClient({
    urls: [window.location.origin],
    openSocket: webSockets(WebSocket, null),
    onLost: connectionLost,
    onConnected: () => connectionOpened() && readAgain(),
  });
  return client;
}

/** Keeps what was asked of the server up to date by what happens. Returns what ends it. */
export function followEverything(cache: QueryClient): () => void {
  let gathered: BuildMessage[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = () => {
    timer = undefined;
    const messages = gathered;
    gathered = [];
    applyBuilds(cache, messages);
  };
  readAgain = () => {
    forgetTrends();
    void cache.invalidateQueries();
  };
  const live = liveClient();
  live.builds(
    {},
    {
      build(message) {
        gathered.push(message);
        timer ??= setTimeout(show, gatherMs);
      },
      reload: readAgain,
      failed: connectionLost,
    },
  );
  live.workers({
    workers: (workers) => applyWorkers(cache, workers),
    heartbeat: (worker) => applyHeartbeat(cache, worker),
    gone: (name) => removeWorker(cache, name),
    failed: connectionLost,
  });
  const visible = () => {
    if (document.visibilityState === 'visible') void cache.invalidateQueries({ queryKey: keys.tree });
  };
  document.addEventListener('visibilitychange', visible);
  return () => {
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', visible);
    live.close();
    client = null;
    readAgain = () => {};
  };
}
