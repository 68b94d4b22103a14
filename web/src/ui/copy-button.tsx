import { useEffect, useState } from 'react';
import { IconButton } from './button.tsx';
import styles from './copy-button.module.css';

/** Copies `text`, and says so for a moment. */
export function CopyButton({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), 1_600);
    return () => clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      label={copied ? 'Copied' : label}
      icon={copied ? 'check' : 'copy'}
      onClick={() => void copyText(text).then(setCopied)}
    />
  );
}

/** A command for a terminal, to be copied with one click. */
export function Command({ text }: { text: string }) {
  return (
    <div className={styles.command}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long command is scrolled with the keyboard */}
      <pre tabIndex={0}>{text}</pre>
      <CopyButton text={text} label="Copy the command" />
    </div>
  );
}

/** False when the browser does not let us; pages without TLS have no clipboard interface but an old way. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    return copied;
  }
}
