import { jitter } from './jitter.ts';

/**
 * Runs `task` every `ms`, give or take a fifth; the next pause starts when the task has ended, so runs
 * never overlap. A failure goes to `onError` and does not stop the repetition. Returns a closer that
 * waits for a run under way.
 */
export function repeat(
  ms: number,
  task: () => Promise<unknown>,
  onError: (error: unknown) => void,
): () => Promise<void> {
  let timer: NodeJS.Timeout;
  let running: Promise<unknown> = Promise.resolve();
  let stopped = false;
  const schedule = () => {
    timer = setTimeout(() => {
      running = task()
        .catch(onError)
        .finally(() => {
          if (!stopped) schedule();
        });
    }, jitter(ms));
  };
  schedule();
  return async () => {
    stopped = true;
    clearTimeout(timer);
    await running;
  };
}
