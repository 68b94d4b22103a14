import { Compile, type Validator } from 'typebox/compile';
import { type ClientMessage, clientMessages } from '../../live/messages.ts';

const mostBytes = 64 * 1024;

const kinds: ReadonlyMap<string, Validator> = new Map(
  Object.entries(clientMessages).map(([kind, schema]) => [kind, Compile(schema) as unknown as Validator]),
);

/** What a client sent, or in words why it is not understood. */
export function readMessage(data: Buffer, isBinary: boolean): ClientMessage | { readonly fault: string } {
  if (isBinary) return { fault: 'Messages are JSON in text frames; this one is binary.' };
  if (data.length > mostBytes)
    return { fault: `A message has at most 64 KiB; this one has ${data.length} bytes.` };
  let message: unknown;
  try {
    message = JSON.parse(data.toString());
  } catch {
    return { fault: 'The message is not JSON.' };
  }
  if (typeof message !== 'object' || message === null || Array.isArray(message))
    return { fault: 'The message is not a JSON object.' };
  const { type, channel } = message as { type?: unknown; channel?: unknown };
  const check = kinds.get(`${String(type)} ${String(channel)}`);
  if (check === undefined) {
    return {
      fault:
        'A message has "type": "subscribe" or "unsubscribe", and "channel": "builds", "workers" or "output".',
    };
  }
  if (!check.Check(message)) return { fault: describe(check, message) };
  return message as ClientMessage;
}

function describe(check: Validator, message: unknown): string {
  const faults = check.Errors(message);
  for (const { params } of faults) {
    const { additionalProperties: unknown } = params as { additionalProperties?: unknown };
    if (Array.isArray(unknown))
      return `Unknown field ${unknown.map((name) => JSON.stringify(name)).join(', ')}.`;
  }
  const [first] = faults;
  if (first === undefined) return 'The message is not as this address expects it.';
  const place =
    first.instancePath === '' ? 'The message' : `"${first.instancePath.slice(1).replaceAll('/', '.')}"`;
  return `${place} ${first.message}.`;
}
