import { useQuery, useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, use, useEffect } from 'react';
import { Redirect, useLocation } from 'wouter';
import { useConnection } from '../data/connection.ts';
import { followEverything } from '../data/live.ts';
import { keys } from '../data/queries.ts';
import { type Role, reaches, readSession, type Session as SignedIn } from '../data/session.ts';
import { ProblemNote } from '../ui/problem-note.tsx';
import { Skeleton } from '../ui/skeleton.tsx';
import styles from './shell.module.css';

const Current = createContext<SignedIn | null>(null);

/** Who is signed in. */
export function useSession(): SignedIn {
  const session = use(Current);
  if (session === null) throw new Error('used outside of a session');
  return session;
}

/** Whether who is signed in may do what needs that role: everywhere, or in the folder of that path. */
export const useMay = (role: Role, path?: string): boolean => reaches(useSession(), role, path);

/** Shows its children to those who are signed in, with everything live; others are asked to. */
export function Session({ children }: { children: ReactNode }) {
  const [address] = useLocation();
  const session = useQuery({
    queryKey: keys.session,
    queryFn: readSession,
    staleTime: Number.POSITIVE_INFINITY,
  });
  const { kind } = useConnection();
  const { refetch } = session;

  // A session that ended is the one reason for a lost connection that trying again does not mend.
  useEffect(() => {
    if (kind === 'lost') void refetch();
  }, [kind, refetch]);

  if (session.data === null) {
    const from = `${address}${window.location.search}${window.location.hash}`;
    return <Redirect to={from === '/' ? '/login' : `/login?to=${encodeURIComponent(from)}`} replace />;
  }
  if (session.data === undefined) {
    return (
      <div className={styles.alone}>
        {session.error === null ? (
          <Skeleton />
        ) : (
          <ProblemNote error={session.error} retry={() => void session.refetch()} />
        )}
      </div>
    );
  }
  return (
    <Current value={session.data}>
      <Live>{children}</Live>
    </Current>
  );
}

function Live({ children }: { children: ReactNode }) {
  const cache = useQueryClient();
  useEffect(() => followEverything(cache), [cache]);
  return children;
}
