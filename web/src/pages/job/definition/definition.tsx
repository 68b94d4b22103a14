import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { ApiError } from '../../../data/api.ts';
import { keys } from '../../../data/queries.ts';
import type { Job } from '../../../data/routes.ts';
import { useMay } from '../../../shell/session.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { ProblemNote } from '../../../ui/problem-note.tsx';
import { Skeleton } from '../../../ui/skeleton.tsx';
import { sayDone } from '../../../ui/toast.tsx';
import type { Fault } from './assistance.ts';
import styles from './definition.module.css';
import { Editor, type EditorHandle } from './editor.tsx';
import { Faults } from './faults.tsx';
import { readDefinition, type Stored, saveDefinition } from './stored.ts';

/** The job's definition as YAML: written, checked while it is written, compared and saved. */
export default function Definition({ job }: { job: Job }) {
  const { name, folder } = job.meta;
  const mayChange = useMay('admin', folder);
  const stored = useQuery({
    queryKey: keys.definition(name),
    queryFn: () => readDefinition(name),
    staleTime: 0,
    refetchOnMount: 'always',
  });
  if (stored.data === undefined || (stored.isFetching && !stored.isFetchedAfterMount))
    return stored.error === null ? <Skeleton lines={10} /> : <ProblemNote error={stored.error} />;
  if (!mayChange)
    return (
      <>
        <p className={styles.note}>Changing it needs the role admin in this folder.</p>
        <Editor key={stored.data.revision} text={stored.data.text} label={`Definition of ${name}`} readOnly />
      </>
    );
  return <Writing key={name} name={name} stored={stored.data} />;
}

function Writing({ name, stored }: { name: string; stored: Stored }) {
  const cache = useQueryClient();
  /** What the text is a change of: another's, once theirs was taken as the ground. */
  const [base, setBase] = useState(stored);
  const [text, setText] = useState(base.text);
  const [round, setRound] = useState(0);
  const [reviews, setReviews] = useState(false);
  const [faults, setFaults] = useState<readonly Fault[]>([]);
  const editor = useRef<EditorHandle>(null);
  const isChanged = text !== base.text;

  const start = (next: Stored, words: string) => {
    setBase(next);
    setText(words);
    setRound((count) => count + 1);
  };
  const isBehind = stored.revision > base.revision;
  // Whoever has written nothing yet sees what somebody else has just saved; others are told.
  const catchUp = useEffectEvent(() => start(stored, stored.text));
  useEffect(() => {
    if (isBehind && !isChanged) catchUp();
  }, [isBehind, isChanged]);
  const saved = async (revision: number) => {
    setReviews(false);
    setBase({ text, revision });
    sayDone(`Saved as revision ${revision}. The next build uses it.`);
    await Promise.all([
      cache.invalidateQueries({ queryKey: keys.job(name) }),
      cache.invalidateQueries({ queryKey: keys.schedules(name) }),
      cache.invalidateQueries({ queryKey: keys.tree }),
    ]);
  };

  return (
    <div className={styles.writing}>
      <div className={styles.bar}>
        <span>
          Revision {base.revision}
          {isChanged && ' · changed'}
          {isBehind && isChanged && ` · somebody else saved revision ${stored.revision} meanwhile`}
        </span>
        <Button disabled={!isChanged} onClick={() => start(base, base.text)}>
          Discard
        </Button>
        <Button look="primary" disabled={!isChanged} onClick={() => setReviews(true)}>
          Review and save…
        </Button>
      </div>
      <Editor
        key={round}
        ref={editor}
        text={text}
        label={`Definition of ${name}`}
        onChange={setText}
        onFaults={setFaults}
      />
      <Faults faults={faults} goTo={(fault) => editor.current?.goTo(fault)} />
      <p className={styles.note}>
        Ctrl-Space completes, the pointer explains a key, faults show as you type.
      </p>
      {reviews && (
        <Review
          name={name}
          base={base}
          text={text}
          onClose={() => setReviews(false)}
          onSaved={saved}
          onTheirs={(theirs) => setBase(theirs)}
          onDiscard={(theirs) => {
            setReviews(false);
            start(theirs, theirs.text);
          }}
        />
      )}
    </div>
  );
}

interface ReviewProps {
  name: string;
  base: Stored;
  text: string;
  onClose: () => void;
  onSaved: (revision: number) => Promise<void>;
  /** Somebody else saved meanwhile: the text is now compared with theirs. */
  onTheirs: (theirs: Stored) => void;
  onDiscard: (theirs: Stored) => void;
}

/** What will be changed. Where somebody saved meanwhile, what would be undone of theirs is seen before it is. */
function Review({ name, base, text, onClose, onSaved, onTheirs, onDiscard }: ReviewProps) {
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [isConflict, setIsConflict] = useState(false);

  const save = async () => {
    setBusy(true);
    setError(null);
    try {
      await onSaved(await saveDefinition(name, text, base.revision));
    } catch (thrown) {
      if (thrown instanceof ApiError && thrown.status === 409) {
        onTheirs(await readDefinition(name));
        setIsConflict(true);
      } else setError(thrown);
      setBusy(false);
    }
  };

  return (
    <Dialog
      title={isConflict ? 'Somebody else saved meanwhile' : 'What will be changed'}
      wide
      onClose={onClose}
      actions={
        <>
          {isConflict && <Button onClick={() => onDiscard(base)}>Take theirs</Button>}
          <Button onClick={onClose}>Go on writing</Button>
          <Button look="primary" busy={busy} onClick={() => void save()}>
            {isConflict ? 'Save mine over theirs' : 'Save'}
          </Button>
        </>
      }
    >
      {isConflict && (
        <p className={styles.conflict} role="alert">
          Revision {base.revision} is not yours. Below is what your text would change in it.
        </p>
      )}
      {error !== null && <ProblemNote error={error} />}
      <Editor key={base.revision} text={text} label="Changes" compareWith={base.text} />
    </Dialog>
  );
}
