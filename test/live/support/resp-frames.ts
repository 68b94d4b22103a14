/**
 * Where the first complete value of Redis's wire format (RESP2 and RESP3) in `buffer` ends; null when it is
 * not complete.
 */
export function endOfFrame(buffer: Buffer, start = 0): number | null {
  const lineEnd = buffer.indexOf('\r\n', start, 'latin1');
  if (lineEnd < 0) return null;
  const next = lineEnd + 2;
  const type = String.fromCharCode(buffer[start] ?? 0);
  const count = Number(buffer.toString('latin1', start + 1, lineEnd));
  if ('$=!'.includes(type)) return count < 0 ? next : within(buffer, next + count + 2);
  if ('*>~'.includes(type)) return endOfItems(buffer, next, count);
  if ('%|'.includes(type)) return endOfItems(buffer, next, count * 2);
  return next;
}

function endOfItems(buffer: Buffer, start: number, count: number): number | null {
  let at: number | null = start;
  for (let item = 0; item < count && at !== null; item += 1) at = endOfFrame(buffer, at);
  return at;
}

const within = (buffer: Buffer, end: number): number | null => (end <= buffer.length ? end : null);

/** A message that somebody published: not an answer to a command, and not the confirmation of a subscription. */
export const isPublished = (frame: Buffer): boolean =>
  /^[*>]3\r\n\$7\r\nmessage\r\n/.test(frame.toString('latin1', 0, 24));
