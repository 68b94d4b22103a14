import type { QueryClient } from '@tanstack/react-query';
import { LiveClient } from '../../../src/live/client/index.ts';
import { webSockets } from '../../../src/live/client/socket.ts';
import type { BuildMessage, ChangedMessage } from '../../../src/live/messages.ts';
import { applyBuilds } from './apply-builds.ts';
import { applyChanges } from './apply-changes.ts';
import { applyHeartbeat, applyWorkers, removeWorker } from './apply-workers.ts';
import { connectionBegins, connectionLost, connectionOpened } from './connection.ts';
import { keys } from './queries.ts';
import { forgetTrends } from './trends.ts';

/** News are shown together, so often at most: many builds must not draw the page once each. */
const gatherMs = 40;

let client: LiveClient | null = null;
/** After a lost connection: what was asked for meanwhile may have failed, and the history may not go back so far. */
let readAgain = () => {};

/** The one connection of this tab. `output` of it follows the logs of a build. */
export function liveClient(): LiveClient {
  if (client !== null) return client;
  client = new LiveClient({
    urls: [window.location.origin],
    openSocket: webSockets(WebSocket, null),
    onLost: connectionLost,
    onConnected: () => connectionOpened() && readAgain(),
  });
  connectionBegins();
  return client;
}

/** Keeps what was asked of the server up to date by what happens. Returns what ends it. */
export function followEverything(cache: QueryClient): () => void {
  let builds: BuildMessage[] = [];
  let changes: ChangedMessage[] = [];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const show = () => {
    timer = undefined;
    applyBuilds(cache, builds);
    applyChanges(cache, changes);
    builds = [];
    changes = [];
  };
  const showSoon = () => {
    timer ??= setTimeout(show, gatherMs);
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
        builds.push(message);
        showSoon();
      },
      changed(message) {
        changes.push(message);
        showSoon();
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
