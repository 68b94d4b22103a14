import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { formatBytes } from '../../../../../src/lib/format-bytes.ts';
import { send } from '../../../data/api.ts';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { type LogPlace, rawAddress } from '../log/log-source.ts';
import styles from './views.module.css';

const images: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  webp: 'image/webp',
  avif: 'image/avif',
  svg: 'image/svg+xml',
};
const texts =
  /\.(txt|log|md|json|xml|csv|tsv|ya?ml|toml|ini|diff|patch|[cm]?[jt]sx?|css|sh|py|go|rs|java|c|h)$/i;

/** Nothing larger is loaded to be looked at. */
const mostBytes = { image: 20 * 1024 * 1024, text: 256 * 1024, html: 2 * 1024 * 1024 } as const;

type Kind = keyof typeof mostBytes;

export function kindOf(path: string): Kind | null {
  const extension = path.split('.').at(-1)?.toLowerCase() ?? '';
  if (Object.hasOwn(images, extension)) return 'image';
  if (extension === 'html' || extension === 'htm') return 'html';
  return texts.test(path) ? 'text' : null;
}

/** A look into a file that a build wrote. Whatever is in it, it cannot act as this page. */
export function Preview({ place, bytes }: { place: LogPlace; bytes: number }) {
  const kind = kindOf(place.log) ?? 'text';
  const isTooLarge = kind !== 'text' && bytes > mostBytes[kind];
  const content = useQuery({
    queryKey: ['preview', place.job, place.number, place.log],
    enabled: kind !== 'html' && !isTooLarge && bytes > 0,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const range = { range: `bytes=0-${mostBytes[kind] - 1}` };
      return (await send(rawAddress(place), { headers: range, signal })).blob();
    },
  });
  // The server gives it no origin: no script runs in it, nothing is loaded, and it reaches nothing of this page.
  if (kind === 'html' && !isTooLarge)
    return (
      <div className={styles.preview}>
        <iframe sandbox="" src={`${rawAddress(place)}?inline=true`} title={place.log} />
      </div>
    );
  if (isTooLarge) return <p className={styles.preview}>It is too large to be shown here: download it.</p>;
  if (bytes === 0) return <p className={styles.preview}>The file is empty.</p>;
  if (content.data === undefined)
    return (
      <div className={styles.preview}>
        {content.error === null ? (
          <Skeleton lines={4} />
        ) : (
          <ProblemNote error={content.error} retry={() => void content.refetch()} />
        )}
      </div>
    );
  return (
    <div className={styles.preview}>
      {kind === 'image' && <Picture content={content.data} path={place.log} />}
      {kind === 'text' && <Text content={content.data} bytes={bytes} />}
    </div>
  );
}

function Picture({ content, path }: { content: Blob; path: string }) {
  const [address, setAddress] = useState<string | null>(null);
  useEffect(() => {
    // In an image nothing runs, also not in SVG.
    const type = images[path.split('.').at(-1)?.toLowerCase() ?? ''] ?? '';
    const made = URL.createObjectURL(new Blob([content], { type }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [content, path]);
  return address === null ? null : <img src={address} alt={path} />;
}

function Text({ content, bytes }: { content: Blob; bytes: number }) {
  const [text, setText] = useState<string | null>(null);
  useEffect(() => {
    void content.text().then(setText);
  }, [content]);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled with the keyboard */}
      <pre tabIndex={0}>{text}</pre>
      {bytes > mostBytes.text && (
        <p className={styles.quiet}>The first {formatBytes(mostBytes.text)}; download it for the rest.</p>
      )}
    </>
  );
}
