import { readFileSync } from 'node:fs';
import { Agent, get } from 'node:http';
import { constants, setPriority } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';

// Arguments: address, process id of the server. Asks for /healthz every 10 ms, on a connection that is open and on a new
// one, until standard input ends. Prints `ready`, and then one JSON line: the longest time that an answer took on each,
// the longest without what the server waited for a processor meanwhile, and the longest that this process stood still
// itself, in ms.
const [url = '', pid = ''] = process.argv.slice(2);
const everyMs = 10;
const ownResolutionMs = 1;
const withinMs = 5_000;

try {
  // It measures the server, not how long it waits for a processor itself.
  setPriority(constants.priority.PRIORITY_HIGHEST);
} catch {
  // Only root may.
}

const own = monitorEventLoopDelay({ resolution: ownResolutionMs });
const kept = new Agent({ keepAlive: true });
let longest = { open: 0, fresh: 0, awake: 0 };
let open = 0;

/** What the main thread of the server has waited in the run queue of a processor so far, in ms; 0 where Linux does not tell. */
function waited() {
  try {
    return Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, 'utf8').split(' ')[1]) / 1e6;
  } catch {
    return 0;
  }
}

function ask(kind, agent) {
  const begin = performance.now();
  const waitedBefore = waited();
  open += 1;
  const settle = () => {
    open -= 1;
    const took = performance.now() - begin;
    longest[kind] = Math.max(longest[kind], took);
    if (kind === 'open') longest.awake = Math.max(longest.awake, took - (waited() - waitedBefore));
  };
  const request = get(`${url}/healthz`, { agent }, (response) => {
    response.resume();
    response.once('end', settle);
  });
  request.once('error', settle);
}

function askBoth() {
  ask('open', kept);
  ask('fresh', false);
}

askBoth();
setTimeout(() => {
  // The first answers of a process that has just started tell of itself.
  longest = { open: 0, fresh: 0, awake: 0 };
  own.enable();
  const timer = setInterval(askBoth, everyMs);
  process.stdin.resume();
  process.stdin.once('end', () => void finish(timer));
  process.stdout.write('ready\n');
}, 200);

async function finish(timer) {
  clearInterval(timer);
  for (let waited = 0; open > 0 && waited < withinMs; waited += everyMs)
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  own.disable();
  const line = JSON.stringify({ ...longest, own: own.max / 1e6 - ownResolutionMs });
  process.stdout.write(`${line}\n`, () => process.exit(0));
}
