/** Bytes of a log from `offset` on. Without bytes it only says that the file goes up to `offset`. */
export interface OutputFrame {
  readonly log: string;
  readonly offset: number;
  readonly bytes: Buffer;
}

const NEWLINE = 0x0a;
const BRACE = 0x7b;

/** `<offset> <log>\n<bytes>` as it goes over Redis. */
export function encodeFrame(log: string, offset: number, bytes: Buffer = Buffer.alloc(0)): Buffer {
  return Buffer.concat([Buffer.from(`${offset} ${log}\n`), bytes]);
}

/** Null for what is no frame. The bytes are a view of the message. */
export function decodeFrame(message: Buffer): OutputFrame | null {
  const end = message.indexOf(NEWLINE);
  const header = /^(\d{1,16}) (.+)$/.exec(message.toString('utf8', 0, Math.max(0, end)));
  if (header === null) return null;
  return { offset: Number(header[1]), log: header[2] ?? '', bytes: message.subarray(end + 1) };
}

/** On the same channel comes the build's document, without definition, whenever it changes. */
export const isDocument = (message: Buffer): boolean => message[0] === BRACE;
