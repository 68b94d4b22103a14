/**
 * Escape sequences of terminals: CSI (`ESC [ … letter`), OSC and its kin (`ESC ] … BEL` or `ESC \`), and short ones.
 * Whatever is begun and not ended is taken up to the end of the line.
 */
// oxlint-disable-next-line no-control-regex -- they begin with one
const sequences = /\x1b(?:\[[0-?]*[ -/]*[@-~]?|[\]PX^_][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -/]*[0-~]?)/g;

/** A line as a person sees it who does not care for colours: without escape sequences, its last state after returns. */
export function visibleText(line: string): string {
  const text = line.includes('\x1b') ? line.replace(sequences, '') : line;
  if (!text.includes('\r')) return text;
  const states = text.split('\r');
  return states.findLast((state) => state !== '') ?? '';
}
