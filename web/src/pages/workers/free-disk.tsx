import { formatBytes } from '../../../../src/lib/format-bytes.ts';
import { StatusMark } from '../../ui/status-mark.tsx';

/** Below this a checkout or an artifact may not fit any more. */
const lowBytes = 2 * 1024 ** 3;

/** Room on the disk of a worker, and a sign when it is little. */
export function FreeDisk({ bytes }: { bytes: number }) {
  if (bytes >= lowBytes) return formatBytes(bytes);
  return <StatusMark status="warning" word={`${formatBytes(bytes)}, little`} />;
}
