import { autocompletion } from '@codemirror/autocomplete';
import { yaml } from '@codemirror/lang-yaml';
import { linter, lintGutter } from '@codemirror/lint';
import { unifiedMergeView } from '@codemirror/merge';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import { useEffect, useRef } from 'react';
import { complete, explainKeys, findFaults } from './assistance.ts';
import styles from './definition.module.css';
import { editorTheme } from './theme.ts';

const lintDelayMs = 350;

interface Props {
  /** What it begins with; later changes come from the person alone. */
  text: string;
  label: string;
  onChange?: (text: string) => void;
  /** Shows what differs from this, and cannot be written in. */
  compareWith?: string;
  readOnly?: boolean;
}

/**
 * CodeMirror in a shadow root of its own: its styles go there as adopted style sheets, which the content security
 * policy allows, where inline styles would be refused.
 */
export function Editor({ text, label, onChange, compareWith, readOnly = false }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const changed = useRef(onChange);
  changed.current = onChange;
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
                linter(findFaults, { delay: lintDelayMs }),
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
    return () => view.destroy();
  }, [label, readOnly, compareWith]);

  return <div ref={host} className={styles.editor} data-editor />;
}
