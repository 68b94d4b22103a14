import { type FormEvent, useState } from 'react';
import { Link } from 'wouter';
import type { FoundBuild } from '../../data/routes.ts';
import { formatAddress } from '../../log/line-address.ts';
import { Button } from '../../ui/button.tsx';
import { Loaded } from '../../ui/loaded.tsx';
import { Section } from '../../ui/section.tsx';
import { Time } from '../../ui/time.tsx';
import styles from './log-search.module.css';
import { type Extent, useLogSearch, useLogsIndexed } from './use-reports.ts';

/** Which builds printed something, where the lines of logs are in Elasticsearch. */
export function LogSearch({ extent }: { extent: Extent }) {
  const [typed, setTyped] = useState('');
  const [words, setWords] = useState('');
  const indexed = useLogsIndexed();
  const found = useLogSearch(extent, words);
  if (!indexed) return null;
  const search = (event: FormEvent) => {
    event.preventDefault();
    setWords(typed.trim());
  };
  return (
    <Section
      title="Search in all logs"
      about={'Lines that have all the words; "quoted" words in a row, word* with any ending, | for or.'}
    >
      <form className={styles.form} role="search" onSubmit={search}>
        <input
          type="search"
          aria-label="Words to look for in all logs"
          placeholder={'"connection refused" postgres'}
          maxLength={1_000}
          spellCheck={false}
          value={typed}
          onChange={({ target }) => setTyped(target.value)}
        />
        <Button type="submit">Search</Button>
      </form>
      {words !== '' && (
        <Loaded query={found}>
          {({ builds, total }) => (
            <>
              <p role="status" className={styles.count}>
                {countOf(builds.length, total)}
              </p>
              <ol className={styles.builds}>
                {builds.map((build) => (
                  <Found key={`${build.job} ${build.number}`} build={build} />
                ))}
              </ol>
            </>
          )}
        </Loaded>
      )}
    </Section>
  );
}

const countOf = (shown: number, total: number): string => {
  if (total === 0) return 'No build of these days printed that.';
  if (total > shown) return `About ${total.toLocaleString('en')} builds printed that; the newest ${shown}:`;
  return total === 1 ? 'One build printed that:' : `${total} builds printed that:`;
};

function Found({ build: { job, number, finishedAt, matches, lines } }: { build: FoundBuild }) {
  const address = `/jobs/${job}/builds/${number}`;
  const more = matches - lines.length;
  return (
    <li>
      <p>
        <Link href={address}>
          {job} #{number}
        </Link>{' '}
        <Time at={finishedAt} />
        {more > 0 && `, and ${more.toLocaleString('en')} more ${more === 1 ? 'line' : 'lines'}`}
      </p>
      <ul>
        {lines.map(({ log, line, text }) => (
          <li key={`${log}:${line}`}>
            <Link href={address + formatAddress({ log, lines: { from: line, to: line } })}>
              <span>{`${log.replace(/\.log$/, '')}:${line}`}</span>
              <code>{text}</code>
            </Link>
          </li>
        ))}
      </ul>
    </li>
  );
}
