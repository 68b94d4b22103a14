import type { WorkerView } from '../../state/workers.ts';
import type { Finding } from './finding.ts';

export function workersFinding(workers: readonly WorkerView[]): Finding {
  const online = workers.filter((worker) => worker.status === 'online');
  const slots = online.reduce((sum, worker) => sum + worker.slots, 0);
  if (online.length > 0)
    return {
      check: 'workers',
      ok: true,
      message: `${online.length} of ${workers.length} online, ${slots} slots`,
    };
  const others = workers.map(({ name, status }) => `${name} ${status}`).join(', ');
  const message =
    others === ''
      ? 'none: start one with "drover worker"'
      : `none takes builds (${others}): start or resume one`;
  return { check: 'workers', ok: false, message };
}
