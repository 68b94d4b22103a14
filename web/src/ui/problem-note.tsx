import { ApiError } from '../data/api.ts';
import { Button } from './button.tsx';
import { Icon } from './icon.tsx';
import styles from './problem-note.module.css';

/** What went wrong in the server's words, and the way to try again. */
export function ProblemNote({ error, retry }: { error: unknown; retry?: () => void }) {
  const { title, detail, errors } = wordsOf(error);
  return (
    <div className={styles.problem} role="alert">
      <Icon name="warning" />
      <div>
        <h3>{title}</h3>
        <p>{detail}</p>
        {errors.length > 0 && (
          <ul>
            {errors.map(({ path, line, message }) => (
              <li key={`${path} ${line} ${message}`}>
                {line !== undefined && <b>Line {line}: </b>}
                {message}
              </li>
            ))}
          </ul>
        )}
        {retry !== undefined && (
          <Button size="small" icon="rerun" onClick={retry}>
            Try again
          </Button>
        )}
      </div>
    </div>
  );
}

function wordsOf(error: unknown): { title: string; detail: string; errors: ApiError['errors'] } {
  if (error instanceof ApiError) return { title: error.title, detail: error.message, errors: error.errors };
  const detail = error instanceof Error ? error.message : String(error);
  return { title: 'Something went wrong on this page', detail, errors: [] };
}
