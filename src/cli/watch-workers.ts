import { stripVTControlCharacters } from 'node:util';
import type { Client } from './client/client.ts';
import { connectLive, liveFault } from './client/live.ts';
import type { WorkerView } from './client/types.ts';
import type { Io } from './io.ts';
import { formatWorkers } from './ui/workers-table.ts';

const redrawEveryMs = 1_000;

/**
 * Shows the workers until Ctrl-C: on a terminal a table that is drawn over, elsewhere a line for each that
 * comes, changes or goes, and with `json` a JSON document for each. Resolves to the exit code.
 */
export async function watchWorkers(client: Client, io: Io, json: boolean): Promise<number> {
  // Whether there is a server, and whether it knows the token, is said as by every other command.
  await client.get('/api/workers');
  const view = json ? jsonView(io) : io.width === Number.POSITIVE_INFINITY ? lineView(io) : tableView(io);
  const workers = new Map<string, WorkerView>();
  const onLost = () => io.note(io.noteColors.yellow('The connection is lost. Connecting again …'));
  const live = connectLive(client, { onLost });
  let stop = () => {};
  try {
    await new Promise<void>((resolve, reject) => {
      stop = resolve;
      process.once('SIGINT', stop);
      process.once('SIGTERM', stop);
      live.workers({
        workers: (list) => {
          const names = new Set(list.map(({ name }) => name));
          for (const name of workers.keys()) if (!names.has(name)) gone(name);
          for (const worker of list) seen(worker);
        },
        heartbeat: seen,
        gone,
        failed: (error) => reject(liveFault(client, error)),
      });
    });
    return 0;
  } finally {
    live.close();
    view.close();
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }

  function seen(worker: WorkerView): void {
    const before = workers.get(worker.name);
    workers.set(worker.name, worker);
    view.seen(worker, before, workers);
  }

  function gone(name: string): void {
    if (workers.delete(name)) view.gone(name, workers);
  }
}

interface View {
  seen(worker: WorkerView, before: WorkerView | undefined, all: ReadonlyMap<string, WorkerView>): void;
  gone(name: string, all: ReadonlyMap<string, WorkerView>): void;
  close(): void;
}

/** Every heartbeat, for programs. */
function jsonView(io: Io): View {
  return {
    seen: (worker) => io.print(JSON.stringify(worker)),
    gone: (name) => io.print(JSON.stringify({ name, status: 'gone' })),
    close: () => {},
  };
}

function lineView(io: Io): View {
  return {
    seen(worker, before) {
      const line = describe(worker);
      if (before === undefined || describe(before) !== line) io.print(`${new Date().toISOString()}  ${line}`);
    },
    gone: (name) => io.print(`${new Date().toISOString()}  ${printable(name)} signed off`),
    close: () => {},
  };
}

/** What a change is: load and free disk move all the time. */
function describe({ name, status, busy, slots, builds }: WorkerView): string {
  const running = builds.length === 0 ? '' : `  ${builds.join(', ')}`;
  return printable(`${name} ${status} ${busy}/${slots}${running}`);
}

/** Nothing that others wrote acts on the terminal. */
const printable = (text: string): string => stripVTControlCharacters(text).replace(/\p{Cc}/gu, '');

/** Drawn in place: the cursor goes back over the lines of the last time. */
function tableView(io: Io): View {
  let drawn = 0;
  let shown: ReadonlyMap<string, WorkerView> = new Map();
  const draw = () => {
    const rows = [...shown.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
    const text =
      rows.length === 0 ? 'No workers. Start one: drover worker' : formatWorkers(rows, io.colors, io.width);
    const lines = text.split('\n');
    io.print(`${drawn === 0 ? '' : `\x1b[${drawn}A\x1b[J`}${lines.join('\n')}`);
    drawn = lines.length;
  };
  // How long ago a worker was seen changes by itself.
  const timer = setInterval(draw, redrawEveryMs);
  const show = (all: ReadonlyMap<string, WorkerView>) => {
    shown = all;
    draw();
  };
  return {
    seen: (_worker, _before, all) => show(all),
    gone: (_name, all) => show(all),
    close: () => clearInterval(timer),
  };
}
