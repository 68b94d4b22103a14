import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { call } from '../../data/api.ts';
import { keys } from '../../data/queries.ts';
import { type Credentials, signIn } from '../../data/session.ts';
import { Button } from '../../ui/button.tsx';
import { Field } from '../../ui/field.tsx';
import { ProblemNote } from '../../ui/problem-note.tsx';
import { useTitle } from '../../ui/use-title.ts';
import styles from './login-page.module.css';

type Way = 'token' | 'password';

/** By the one-time link that `drover up` prints (`#code=…`), by a token, or by name and password. */
export function LoginPage() {
  useTitle('Sign in');
  const [way, setWay] = useState<Way>('token');
  const { enter, busy, error } = useEntering();
  const github =
    useQuery({ queryKey: keys.login, queryFn: () => call('GET /api/login') }).data?.github === true;
  const [refused] = useState(refusalOfGithub);
  useCodeOfLink(enter);

  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = (name: string) => {
      const value = data.get(name);
      return typeof value === 'string' ? value : '';
    };
    if (way === 'token') void enter({ token: text('token').trim() });
    else void enter({ name: text('name').trim(), password: text('password') });
  };

  return (
    <main className={styles.page}>
      <form className={styles.form} onSubmit={submit}>
        <img src="/favicon.svg" alt="" width="40" height="40" />
        <h1>Sign in to Drover</h1>
        {way === 'token' ? (
          <Field
            label="Token"
            hint={
              <>
                <code>drover up</code> keeps the first one in <code>data/admin-token</code>.
              </>
            }
          >
            {(tie) => (
              <input {...tie} name="token" type="password" autoComplete="current-password" required />
            )}
          </Field>
        ) : (
          <>
            <Field label="Name">
              {(tie) => <input {...tie} name="name" autoComplete="username" required />}
            </Field>
            <Field label="Password">
              {(tie) => (
                <input {...tie} name="password" type="password" autoComplete="current-password" required />
              )}
            </Field>
          </>
        )}
        {refused !== null && error === null && <p role="alert">{refused}</p>}
        {error !== null && <ProblemNote error={error} />}
        <Button type="submit" look="primary" busy={busy}>
          Sign in
        </Button>
        {github && (
          <Button onClick={() => window.location.assign('/api/login/github')}>Sign in with GitHub</Button>
        )}
        <Button look="quiet" onClick={() => setWay(way === 'token' ? 'password' : 'token')}>
          {way === 'token' ? 'Use a name and password' : 'Use a token'}
        </Button>
      </form>
    </main>
  );
}

function useEntering() {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [query] = useSearchParams();
  const [, navigate] = useLocation();
  const cache = useQueryClient();
  const enter = async (credentials: Credentials) => {
    setBusy(true);
    setError(null);
    try {
      const session = await signIn(credentials);
      cache.clear();
      cache.setQueryData(keys.session, session);
      navigate(localAddress(query.get('to')), { replace: true });
    } catch (thrown) {
      setError(thrown);
      setBusy(false);
    }
  };
  return { enter, busy, error };
}

/** The code leaves the address at once, and is used once however often React calls. */
function useCodeOfLink(enter: (credentials: Credentials) => Promise<void>): void {
  const used = useRef(false);
  useEffect(() => {
    const code = new URLSearchParams(window.location.hash.slice(1)).get('code');
    if (code === null || used.current) return;
    used.current = true;
    window.history.replaceState(null, '', window.location.pathname + window.location.search);
    void enter({ code });
  }, [enter]);
}

const refusals: Record<string, string> = {
  denied: 'GitHub was not allowed to tell who you are.',
  expired: 'That took too long, or began in another browser. Try again.',
  unknown: 'GitHub knows you, but nobody has given you a role here. Ask an admin for one (githubLogins).',
  away: 'GitHub did not answer, or did not know this attempt. Try again.',
};

/** What the way back from GitHub has put into the address; null: nothing. */
function refusalOfGithub(): string | null {
  const found = new URLSearchParams(window.location.hash.slice(1)).get('github');
  return found === null ? null : (refusals[found] ?? null);
}

/** Only an address of this page: a link must not send anybody elsewhere after signing in. */
function localAddress(to: string | null): string {
  return to !== null && /^\/(?![/\\])/.test(to) ? to : '/';
}
