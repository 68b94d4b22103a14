import { useRef } from 'react';
import { counted } from '../../../ui/format.ts';
import { Icon } from '../../../ui/icon.tsx';
import styles from './log.module.css';

interface Props {
  live: boolean;
  follows: boolean;
  total: number;
  onFollow: () => void;
}

/** Tells a reader who has scrolled up how much has come since, and leads back to the end. */
export function NewLines({ live, follows, total, onFollow }: Props) {
  const left = useRef(total);
  if (follows || total < left.current) left.current = total;
  if (!live || follows) return null;
  const lines = total - left.current;
  return (
    <button type="button" className={styles.pill} onClick={onFollow}>
      <Icon name="down" size={14} />
      {lines === 0 ? 'Follow the output' : counted(lines, 'new line')}
    </button>
  );
}
