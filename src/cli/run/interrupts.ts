import type { RunAbort } from '../../engine/index.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

export interface Interrupts {
  signals: { signal: AbortSignal; hooksSignal: AbortSignal; killSignal: AbortSignal };
  close(): void;
}

/** The first Ctrl-C cancels the run, the second skips the hooks, the third kills at once. */
export function listenForInterrupts(say: (message: string) => void): Interrupts {
  const cancel = new AbortController();
  const skipHooks = new AbortController();
  const kill = new AbortController();
  const steps = [
    { controller: cancel, message: 'Cancelling. Press Ctrl-C again to skip the hooks.' },
    {
      controller: skipHooks,
      message: 'Skipping the hooks. Press Ctrl-C again to kill what is left at once.',
    },
    { controller: kill, message: 'Killing.' },
  ];
  const onSignal = (signal: NodeJS.Signals) => {
    const step = steps.shift();
    if (step === undefined) return;
    say(step.message);
    const by = signal === 'SIGINT' ? 'Ctrl-C' : signal;
    step.controller.abort({ kind: 'cancel', by, reason: '' } satisfies RunAbort);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return {
    signals: { signal: cancel.signal, hooksSignal: skipHooks.signal, killSignal: kill.signal },
    close() {
      for (const signal of SIGNALS) process.off(signal, onSignal);
    },
  };
}
