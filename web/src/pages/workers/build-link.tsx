import { Link } from 'wouter';

/** Heartbeats name builds as `<job>_<number>`. */
export function BuildLink({ id }: { id: string }) {
  const at = id.lastIndexOf('_');
  const [job, number] = [id.slice(0, at), id.slice(at + 1)];
  return (
    <Link href={`/jobs/${job}/builds/${number}`}>
      {job} #{number}
    </Link>
  );
}

/** Address of the page of one worker. */
export const workerHref = (name: string): string => `/workers/${encodeURIComponent(name)}`;
