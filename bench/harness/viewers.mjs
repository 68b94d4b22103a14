import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

// Arguments: address, token, how many, subscription as JSON or an empty text. Opens so many sockets and reads
// them with as little work as possible, so that what sends is measured and not what reads. Prints `ready`, then
// one JSON line when each has had its `end`: bytes of the log that each got, and when the first and the last came.
const [url = '', token = '', count = '1', subscription = ''] = process.argv.slice(2);
const { hostname, port } = new URL(url);
const now = () => performance.timeOrigin + performance.now();
const mostPrefix = 300;

let open = 0;
let ended = 0;
let firstAt = 0;
const totals = [];

for (let index = 0; index < Number(count); index += 1) view(index);

function view(index) {
  totals[index] = 0;
  const socket = connect(Number(port), hostname);
  socket.setNoDelay(true);
  socket.write(
    `GET /api/live HTTP/1.1\r\nHost: ${hostname}:${port}\r\nAuthorization: Bearer ${token}\r\nUpgrade: websocket\r\n` +
      `Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`,
  );
  let read = (chunk) => {
    const end = chunk.indexOf('\r\n\r\n');
    if (!chunk.toString('latin1', 0, 12).endsWith('101')) throw new Error(chunk.toString());
    if (subscription !== '') socket.write(clientFrame(1, Buffer.from(subscription)));
    open += 1;
    if (open === Number(count)) process.stdout.write('ready\n');
    read = reader((opcode, prefix) => message(socket, index, opcode, prefix));
    read(chunk.subarray(end + 4));
  };
  socket.on('data', (chunk) => read(chunk));
  socket.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  });
}

function message(socket, index, opcode, prefix) {
  if (opcode === 9) {
    socket.write(clientFrame(10, prefix));
    return;
  }
  const text = prefix.toString('latin1');
  const bytes = /"bytes":(\d+)/.exec(text)?.[1];
  if (bytes !== undefined) {
    firstAt ||= now();
    totals[index] += Number(bytes);
  } else if (text.startsWith('{"type":"end"')) {
    ended += 1;
    socket.end();
    if (ended === Number(count)) finish();
  } else if (text.startsWith('{"type":"error"')) throw new Error(text);
}

function finish() {
  const lastAt = now();
  const most = totals.reduce((a, b) => Math.max(a, b));
  const least = totals.reduce((a, b) => Math.min(a, b));
  process.stdout.write(`${JSON.stringify({ firstAt, lastAt, most, least })}\n`, () => process.exit(0));
}

/** Frames of a server, of which only the beginning is kept. */
function reader(onFrame) {
  let head = Buffer.alloc(0);
  let left = -1;
  let opcode = 0;
  let prefix = Buffer.alloc(0);
  const takeHead = (chunk, start) => {
    let at = start;
    while (head.length < headSize(head) && at < chunk.length) {
      const part = chunk.subarray(at, at + headSize(head) - head.length);
      head = Buffer.concat([head, part]);
      at += part.length;
    }
    if (head.length < headSize(head)) return at;
    opcode = head[0] & 15;
    left = lengthOf(head);
    head = Buffer.alloc(0);
    prefix = Buffer.alloc(0);
    return at;
  };
  const takePayload = (chunk, at) => {
    const part = chunk.subarray(at, at + left);
    const missing = mostPrefix - prefix.length;
    if (missing > 0) prefix = Buffer.concat([prefix, part.subarray(0, missing)]);
    left -= part.length;
    if (left === 0) {
      left = -1;
      onFrame(opcode, prefix);
    }
    return at + part.length;
  };
  return (chunk) => {
    let at = 0;
    while (at < chunk.length || left === 0) at = left < 0 ? takeHead(chunk, at) : takePayload(chunk, at);
  };
}

function headSize(head) {
  if (head.length < 2) return 2;
  const length = head[1] & 127;
  return length === 126 ? 4 : length === 127 ? 10 : 2;
}

function lengthOf(head) {
  const length = head[1] & 127;
  if (length === 126) return head.readUInt16BE(2);
  return length === 127 ? Number(head.readBigUInt64BE(2)) : length;
}

/** Masked with zeros, as short as the messages of a client are. */
function clientFrame(opcode, payload) {
  const long = payload.length > 125;
  const head = Buffer.alloc(long ? 8 : 6);
  head[0] = 0x80 | opcode;
  head[1] = 0x80 | (long ? 126 : payload.length);
  if (long) head.writeUInt16BE(payload.length, 2);
  return Buffer.concat([head, payload]);
}
