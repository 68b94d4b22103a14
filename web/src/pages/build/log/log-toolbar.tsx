import { useRef, useState } from 'react';
import { formatBytes } from '../../../../../src/lib/format-bytes.ts';
import type { LineRange } from '../../../log/line-address.ts';
import { type TimeMode, timeModes } from '../../../log/line-time.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { copyText } from '../../../ui/copy-button.tsx';
import { counted } from '../../../ui/format.ts';
import { Icon } from '../../../ui/icon.tsx';
import { sayDone, sayFault } from '../../../ui/toast.tsx';
import { useKeys } from '../../../ui/use-keys.ts';
import { linesText } from './copy-lines.ts';
import styles from './log.module.css';
import { type LogPlace, rawAddress } from './log-source.ts';
import type { LogSearch } from './use-log-search.ts';
import type { ViewChoices } from './use-view-choices.ts';

interface Props {
  place: LogPlace;
  title: string;
  total: number;
  bytes: number;
  live: boolean;
  lines: LineRange | null;
  search: LogSearch;
  errors: number;
  onError: () => void;
  choices: ViewChoices;
  choose: (change: Partial<ViewChoices>) => void;
  follows: boolean;
  onFollow: () => void;
}

export function LogToolbar(props: Props) {
  const { place, title, total, bytes, live, lines, errors, onError, choices, choose, follows, onFollow } =
    props;
  const [copying, setCopying] = useState(false);

  async function copy(): Promise<void> {
    setCopying(true);
    try {
      const copied = await linesText(place, lines ?? { from: 1, to: Math.max(1, total) });
      if (!(await copyText(copied.text))) throw new Error('The browser does not let this page copy.');
      const cut = copied.whole ? '' : ': what is beyond 5 MB is in the raw log';
      sayDone(`${counted(copied.lines, 'line')} copied${cut}.`);
    } catch (error) {
      sayFault(error);
    } finally {
      setCopying(false);
    }
  }

  return (
    <header className={styles.toolbar}>
      <h2 className={styles.title} title={title}>
        {title}
      </h2>
      <span className={styles.size}>
        {counted(total, 'line')}
        {bytes > 0 && ` · ${formatBytes(bytes)}`}
      </span>
      <SearchField search={props.search} />
      <div className={styles.tools}>
        {errors > 0 && (
          <Button size="small" onClick={onError} title="Next error (e)">
            <span className={styles.errorCount}>{counted(errors, 'error')}</span>
          </Button>
        )}
        <select
          className={styles.select}
          aria-label="Times of lines"
          value={choices.times}
          onChange={(event) => choose({ times: event.target.value as TimeMode })}
        >
          {timeModes.map(({ mode, label }) => (
            <option key={mode} value={mode}>
              {label}
            </option>
          ))}
        </select>
        <Toggle label="Wrap" keys="w" on={choices.wraps} onToggle={() => choose({ wraps: !choices.wraps })} />
        {live && <Toggle label="Follow" keys="f" on={follows} onToggle={onFollow} />}
        <IconButton
          label={lines === null ? 'Copy the log' : 'Copy the selected lines'}
          icon="copy"
          disabled={copying || total === 0}
          onClick={() => void copy()}
        />
        <a
          className={styles.download}
          href={rawAddress(place)}
          download
          aria-label="Download the raw log"
          title="Download the raw log"
        >
          <Icon name="download" />
        </a>
      </div>
    </header>
  );
}

function Toggle({
  label,
  keys,
  on,
  onToggle,
}: {
  label: string;
  keys: string;
  on: boolean;
  onToggle: () => void;
}) {
  return (
    <button
      type="button"
      className={styles.toggle}
      aria-pressed={on}
      title={`${label} (${keys})`}
      onClick={onToggle}
    >
      {label}
    </button>
  );
}

function SearchField({ search }: { search: LogSearch }) {
  const input = useRef<HTMLInputElement>(null);
  useKeys({ s: () => input.current?.select() });
  const { query, lines, current, part, more } = search;
  return (
    <div className={styles.search} role="search" aria-label="Search in the log">
      <Icon name="search" size={14} />
      <input
        ref={input}
        type="search"
        value={query}
        maxLength={200}
        placeholder="Search the log"
        aria-label="Search the log"
        onChange={(event) => search.setQuery(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter') search.step(event.shiftKey ? -1 : 1);
          if (event.key === 'Escape') {
            search.setQuery('');
            input.current?.blur();
          }
        }}
      />
      {query !== '' && (
        <>
          <output className={styles.hits}>{hitsText(lines.length, current, part, more)}</output>
          <button
            type="button"
            className={styles.toggle}
            aria-pressed={!search.ignoreCase}
            aria-label="Match case"
            title="Match case"
            onClick={() => search.setIgnoreCase(!search.ignoreCase)}
          >
            Aa
          </button>
          <button
            type="button"
            className={styles.step}
            aria-label="Previous hit"
            title="Previous hit (p)"
            onClick={() => search.step(-1)}
          >
            <span className={styles.up}>
              <Icon name="down" size={14} />
            </span>
          </button>
          <button
            type="button"
            className={styles.step}
            aria-label="Next hit"
            title="Next hit (n)"
            onClick={() => search.step(1)}
          >
            <Icon name="down" size={14} />
          </button>
        </>
      )}
    </div>
  );
}

function hitsText(lines: number, current: number, part: number | null, more: boolean): string {
  if (part === null) return '…';
  const progress = part < 1 && !more ? ` · ${Math.floor(part * 100)} %` : '';
  if (lines === 0) return part < 1 ? `0${progress}` : 'No hits';
  const of = `${lines.toLocaleString('en')}${more ? '+' : ''}`;
  return `${current === -1 ? '–' : (current + 1).toLocaleString('en')} of ${of}${progress}`;
}
