/**
 * not_found: there is no such thing, or the credentials do not reach it: GitHub does not tell which.
 * refused: the credentials are wrong, or lack a permission. invalid: GitHub did not understand the call.
 * rate_limited: too many calls; `retryAfterMs` says when there may be others. away: no answer, or a fault of GitHub.
 */
export type GithubFaultKind = 'not_found' | 'refused' | 'invalid' | 'rate_limited' | 'away';

/** Why a call of GitHub's interface failed, in words for people. */
export class GithubFault extends Error {
  override readonly name = 'GithubFault';
  readonly kind: GithubFaultKind;
  readonly retryAfterMs: number | null;

  constructor(kind: GithubFaultKind, message: string, retryAfterMs: number | null = null) {
    super(message);
    this.kind = kind;
    this.retryAfterMs = retryAfterMs;
  }
}

interface Answer {
  readonly status?: number;
  readonly message?: string;
  readonly response?: { readonly headers?: Record<string, string | number | undefined>; data?: unknown };
}

/** GitHub asks for at least so long after a limit whose answer names no time. */
const unnamedLimitMs = 60_000;

/** What an error of the client means. `call` is told in the message, as `GET /repos/acme/site/pulls/25/files`. */
export function faultOf(error: unknown, call: string): GithubFault {
  if (error instanceof GithubFault) return error;
  const { status, response, message = String(error) } = error as Answer;
  if (status === undefined || response === undefined)
    return new GithubFault('away', `GitHub did not answer ${call}: ${message}`);
  const said = saidIn(response.data) ?? message;
  const text = `GitHub answered ${status} to ${call}: ${said}`;
  const retryAfterMs = limitOf(status, response.headers ?? {}, said);
  if (retryAfterMs !== null) return new GithubFault('rate_limited', text, retryAfterMs);
  return new GithubFault(kindOf(status), text);
}

function kindOf(status: number): GithubFaultKind {
  switch (status) {
    case 401:
    case 403:
    case 451:
      return 'refused';
    case 404:
    case 410:
      return 'not_found';
    default:
      return status >= 500 || status === 408 ? 'away' : 'invalid';
  }
}

/** How long to wait when the answer tells of a limit, in ms; null for any other. */
function limitOf(
  status: number,
  headers: Record<string, string | number | undefined>,
  said: string,
): number | null {
  if (status !== 403 && status !== 429) return null;
  const after = Number(headers['retry-after']);
  if (after > 0) return after * 1_000;
  if (String(headers['x-ratelimit-remaining']) === '0')
    return Math.max(1_000, Number(headers['x-ratelimit-reset'] ?? 0) * 1_000 - Date.now());
  return status === 429 || /rate limit/i.test(said) ? unnamedLimitMs : null;
}

function saidIn(data: unknown): string | null {
  const { message } = (data ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message.slice(0, 500) : null;
}
