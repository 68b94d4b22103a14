import { count } from '../../lib/count.ts';
import { formatBytes } from '../../lib/format-bytes.ts';
import type { WorkerView } from '../../state/workers.ts';
import type { Finding } from './finding.ts';

/** From this one on git has what checkouts need of it. */
const oldest = [2, 36] as const;

/** Whether the workers that take builds can check repositories out, and what the copies of those take on their nodes. */
export function checkoutFinding(workers: readonly WorkerView[]): Finding {
  const able = workers.flatMap(({ name, node, status, checkout }) =>
    status === 'online' && checkout !== undefined ? [{ name, node, ...checkout }] : [],
  );
  const names = (which: (one: (typeof able)[number]) => boolean) =>
    able
      .filter(which)
      .map(({ name }) => name)
      .join(', ');
  const fault = (message: string): Finding => ({ check: 'checkout', ok: false, message });
  const without = names(({ git }) => git === null);
  if (without !== '') return fault(`there is no git on the node of ${without}: install it`);
  const old = names(({ git }) => isOld(git));
  if (old !== '')
    return fault(`git on the node of ${old} is older than ${oldest.join('.')}: install a newer one`);
  const above = names(({ bytes, mostBytes }) => bytes > mostBytes);
  if (above !== '')
    return fault(
      `the copies of repositories on the node of ${above} take more than mirrorsMaxGigabytes, since builds use them: raise it, or run fewer builds there`,
    );
  // Workers of a node may share them.
  const byNode = new Map(able.map((one) => [one.node, one]));
  const total = { mirrors: 0, bytes: 0 };
  for (const { mirrors, bytes } of byNode.values()) {
    total.mirrors += mirrors;
    total.bytes += bytes;
  }
  const nodes = count(byNode.size, 'node');
  return {
    check: 'checkout',
    ok: true,
    message: `${total.mirrors} copies of repositories on ${nodes} take ${formatBytes(total.bytes)}`,
  };
}

function isOld(version: string | null): boolean {
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  return major < oldest[0] || (major === oldest[0] && minor < oldest[1]);
}
