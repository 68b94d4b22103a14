#!/usr/bin/env node
import { processIo } from './io.ts';
import { runCli } from './program.ts';

let readerGone = false;

// Whoever reads our output may stop reading, as `head` does: that is no fault, and nothing is left to say.
// A command that listens for Ctrl-C has something to end first, such as the processes of a step.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  if (process.listenerCount('SIGINT') === 0) process.exit(0);
  if (!readerGone) process.kill(process.pid, 'SIGINT');
  readerGone = true;
});

const exit = await runCli(process.argv.slice(2), processIo());
process.stdout.write('', () => process.exit(readerGone ? 0 : exit));
