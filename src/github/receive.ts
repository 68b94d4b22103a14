import { DroverError } from '../errors/error.ts';
import { isDeliveryId } from '../state/deliveries.ts';
import type { DeliveryRecord } from '../state/delivery.ts';
import type { Occurrence } from './occurrence.ts';
import { readOccurrence } from './read-occurrence.ts';

/** Headers of a request, names in lower case. */
export type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** A delivery whose signature is right, read as far as it has to be to keep it. */
export interface Received {
  readonly record: DeliveryRecord;
  /** JSON, also where it came as a form. */
  readonly payload: string;
  /** What must be processed in order; null when it is clear that there is nothing to do. */
  readonly lane: string | null;
}

const eventPattern = /^[a-z][a-z0-9_]{0,63}$/;

/** Throws REQUEST_INVALID for what GitHub does not send. */
export function readDelivery(headers: Headers, body: Buffer): Received {
  const event = headerOf(headers, 'x-github-event');
  const id = headerOf(headers, 'x-github-delivery');
  if (!eventPattern.test(event)) throw wrong('The header X-GitHub-Event names no event.');
  if (!isDeliveryId(id)) throw wrong('The header X-GitHub-Delivery holds no id.');
  const text = textOf(headerOf(headers, 'content-type'), body);
  const value = parse(text);
  const occurrence = readOccurrence(event, value, id);
  const host = headerOf(headers, 'x-github-enterprise-host');
  return {
    record: {
      id,
      event,
      ...about(value),
      ...(host === '' ? {} : { host: host.slice(0, 255) }),
      bytes: body.length,
      receivedAt: new Date().toISOString(),
      ...outcomeOf(occurrence),
    },
    payload: text,
    lane: laneOf(occurrence),
  };
}

export function headerOf(headers: Headers, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value : '';
}

/** GitHub sends JSON as it is or, if the webhook says so, as the field `payload` of a form. */
function textOf(contentType: string, body: Buffer): string {
  const text = body.toString('utf8');
  if (!contentType.toLowerCase().startsWith('application/x-www-form-urlencoded')) return text;
  const payload = new URLSearchParams(text).get('payload');
  if (payload === null) throw wrong('The form has no field "payload".');
  return payload;
}

function parse(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Said below.
  }
  throw wrong('The payload is no JSON object.');
}

/** For the list: whatever the event is, GitHub tells these alike. */
function about(
  value: object,
): Pick<DeliveryRecord, 'action' | 'repository' | 'ref' | 'pullRequest' | 'sender'> {
  const { action, repository, ref, pull_request, number, sender } = value as Record<string, unknown>;
  const name = field(repository, 'full_name');
  const login = field(sender, 'login');
  return {
    ...(typeof action === 'string' ? { action: action.slice(0, 100) } : {}),
    repository: name,
    ...(typeof ref === 'string' ? { ref: ref.slice(0, 300) } : {}),
    ...(typeof number === 'number' && Number.isSafeInteger(number) && pull_request
      ? { pullRequest: number }
      : {}),
    ...(login === null ? {} : { sender: login }),
  };
}

function field(value: unknown, name: string): string | null {
  const found = typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : null;
  return typeof found === 'string' ? found.slice(0, 200) : null;
}

function outcomeOf(occurrence: Occurrence): Pick<DeliveryRecord, 'outcome' | 'reason'> {
  switch (occurrence.kind) {
    case 'nothing':
      return { outcome: 'ignored', reason: occurrence.reason };
    case 'unreadable':
      return { outcome: 'failed', reason: occurrence.reason };
    case 'pushed':
    case 'proposed':
    case 'deleted':
    case 'closed':
      return { outcome: 'accepted', reason: '' };
    default:
      return occurrence satisfies never;
  }
}

/** Events of one branch, or one pull request, are processed one after the other. */
function laneOf(occurrence: Occurrence): string | null {
  switch (occurrence.kind) {
    case 'pushed':
      return lane(occurrence.event.repository, occurrence.event.commit.ref);
    case 'deleted':
      return lane(occurrence.repository, occurrence.ref);
    case 'proposed':
      return lane(occurrence.event.repository, `#${occurrence.event.pullRequest?.number}`);
    case 'closed':
      return lane(occurrence.repository, `#${occurrence.number}`);
    case 'nothing':
    case 'unreadable':
      return null;
    default:
      return occurrence satisfies never;
  }
}

const lane = ({ owner, name }: { owner: string; name: string }, what: string): string =>
  `${owner}/${name} ${what}`.toLowerCase();

const wrong = (detail: string): DroverError => new DroverError('REQUEST_INVALID', { detail });
