import { Agent, get } from 'node:http';
import { constants, setPriority } from 'node:os';
import { monitorEventLoopDelay } from 'node:perf_hooks';

// Argument: address. Asks for /healthz every 10 ms, on a connection that is open and on a new one, until standard
// input ends. Prints `ready`, and then one JSON line: the longest time that an answer took on each, and the longest
// that this process stood still itself, in ms.
const [url = ''] = process.argv.slice(2);
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
let longest = { open: 0, fresh: 0 };
let open = 0;

function ask(kind, agent) {
  const begin = performance.now();
  open += 1;
  const settle = () => {
    open -= 1;
    longest[kind] = Math.max(longest[kind], performance.now() - begin);
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
  longest = { open: 0, fresh: 0 };
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
