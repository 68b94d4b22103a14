import { HighlightStyle, syntaxHighlighting } from '@codemirror/language';
import { EditorView } from '@codemirror/view';
import { tags } from '@lezer/highlight';

/** The editor in the colours of the page, which reach into its shadow root as custom properties. */
export const editorTheme = [
  EditorView.theme({
    '&': { backgroundColor: 'var(--surface-0)', color: 'var(--text-1)', font: 'var(--code)' },
    '&.cm-focused': { outline: 'none' },
    '.cm-scroller': { font: 'var(--code)', fontVariantLigatures: 'none', lineHeight: '20px' },
    '.cm-content': { padding: '8px 0', minHeight: '320px', caretColor: 'var(--accent)' },
    '.cm-gutters': {
      backgroundColor: 'var(--surface-1)',
      color: 'var(--text-3)',
      borderRight: '1px solid var(--line)',
    },
    '.cm-activeLine, .cm-activeLineGutter': {
      backgroundColor: 'color-mix(in srgb, var(--accent) 6%, transparent)',
    },
    '.cm-cursor': { borderLeftColor: 'var(--accent)' },
    '&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground': {
      backgroundColor: 'color-mix(in srgb, var(--accent) 24%, transparent)',
    },
    '.cm-tooltip': {
      border: '1px solid var(--line-strong)',
      borderRadius: '6px',
      backgroundColor: 'var(--surface-0)',
      color: 'var(--text-1)',
      font: 'var(--text)',
    },
    '.cm-tooltip .explained': { maxWidth: '420px', padding: '6px 10px' },
    '.cm-tooltip code, .cm-tooltip-autocomplete ul li': { font: 'var(--code)' },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]': {
      backgroundColor: 'var(--accent)',
      color: 'var(--on-accent)',
    },
    '.cm-tooltip.cm-tooltip-autocomplete > ul > li': { padding: '3px 8px' },
    '.cm-completionInfo': { padding: '6px 10px', font: 'var(--text)' },
    // Where it has no place beside the list it would hide what can be chosen.
    '.cm-completionInfo.cm-completionInfo-left-narrow, .cm-completionInfo.cm-completionInfo-right-narrow': {
      display: 'none',
    },
    '.cm-diagnostic-error': { borderLeft: '3px solid var(--status-failure)' },
    '.cm-panels': { backgroundColor: 'var(--surface-1)', color: 'var(--text-1)' },
    '.cm-changedLine': {
      backgroundColor: 'color-mix(in srgb, var(--status-success) 12%, transparent) !important',
    },
    '.cm-deletedChunk': { backgroundColor: 'color-mix(in srgb, var(--status-failure) 10%, transparent)' },
  }),
  syntaxHighlighting(
    HighlightStyle.define([
      { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: 'var(--accent)' },
      { tag: [tags.string, tags.content], color: 'var(--text-1)' },
      { tag: [tags.number, tags.bool, tags.null], color: 'var(--status-timed-out)' },
      { tag: tags.comment, color: 'var(--text-3)', fontStyle: 'italic' },
      { tag: [tags.punctuation, tags.separator], color: 'var(--text-2)' },
    ]),
  ),
];
