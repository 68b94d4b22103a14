import { autocompletion } from '@codemirror/autocomplete';
import { yaml } from '@codemirror/lang-yaml';
import { lintGutter } from '@codemirror/lint';
import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { type Ref, useEffect, useImperativeHandle, useRef } from 'react';
import { complete, explainKeys, type Fault, markFaults, placeIn } from './assistance.ts';
import styles from './definition.module.css';
import { editorTheme } from './theme.ts';

interface Props {
  /** What it begins with; later changes come from the person alone. */
  text: string;
  label: string;
  onChange?: (text: string) => void;
  /** What is wrong with the text, soon after it was changed. */
  onFaults?: (faults: readonly Fault[]) => void;
  ref?: Ref<EditorHandle>;
  /** Shows what differs from this, and cannot be written in. */
  compareWith?: string;
  readOnly?: boolean;
}

export interface EditorHandle {
  /** Puts the cursor there. */
  goTo(place: Pick<Fault, 'line' | 'column'>): void;
}

/**
 * CodeMirror in a shadow root of its own: its styles go there as adopted style sheets, which the content security
 * policy allows, where inline styles would be refused.
 */
export function Editor({ text, label, onChange, onFaults, ref, compareWith, readOnly = false }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const shown = useRef<EditorView>(null);
  const changed = useRef(onChange);
  changed.current = onChange;
  const faulty = useRef(onFaults);
  faulty.current = onFaults;
  const begin = useRef(text);

  useEffect(() => {
    if (host.current === null) return;
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const isFixed = readOnly || compareWith !== undefined;
    const view = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: begin.current,
        extensions: [
          basicSetup,
          yaml(),
          editorTheme,
          EditorView.contentAttributes.of({ 'aria-label': label }),
          EditorView.lineWrapping,
          ...(isFixed
            ? [EditorState.readOnly.of(true), EditorView.editable.of(false)]
            : [
                autocompletion({ override: [complete], icons: false }),
                markFaults((faults) => faulty.current?.(faults)),
                lintGutter(),
                explainKeys,
                EditorView.updateListener.of((update) => {
                  if (update.docChanged) changed.current?.(update.state.doc.toString());
                }),
              ]),
          ...(compareWith === undefined
            ? []
            : [
                unifiedMergeView({
                  original: compareWith,
                  mergeControls: false,
                  collapseUnchanged: { margin: 4 },
                }),
              ]),
        ],
      }),
    });
    shown.current = view;
    return () => view.destroy();
  }, [label, readOnly, compareWith]);

  useImperativeHandle(ref, () => ({
    goTo(place) {
      const view = shown.current;
      if (view === null) return;
      view.dispatch({ selection: { anchor: placeIn(view.state.doc, place) }, scrollIntoView: true });
      view.focus();
    },
  }));

  return <div ref={host} className={styles.editor} data-editor />;
}
