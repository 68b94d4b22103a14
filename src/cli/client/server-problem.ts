import type { Problem } from '../../errors/error.ts';
import { register } from '../../errors/register.ts';

/** An answer of the server that says no: its problem document (RFC 9457) as an error. */
export class ServerProblem extends Error {
  override readonly name = 'ServerProblem';
  readonly status: number;
  readonly code: string;
  readonly exit: number;
  readonly problems: readonly Problem[];

  constructor(status: number, code: string, detail: string, problems: readonly Problem[] = []) {
    super(detail);
    this.status = status;
    this.code = code;
    this.exit = exitOf(code, status);
    this.problems = problems;
  }
}

/** A newer server may have codes that this client does not know: then the status decides. */
function exitOf(code: string, status: number): number {
  if (Object.hasOwn(register, code)) return register[code as keyof typeof register].exit;
  if (status === 400 || status === 422) return 2;
  return status === 502 || status === 503 || status === 504 ? 69 : 1;
}

/** Reads the body of an answer that is no success; a proxy's page in its place is told as such. */
export async function readServerProblem(response: Response): Promise<ServerProblem> {
  const { status, statusText, url } = response;
  const text = await response.text().catch(() => '');
  const document = response.headers.get('content-type')?.includes('json') ? parseObject(text) : {};
  const { code, detail, errors } = document as { code?: unknown; detail?: unknown; errors?: unknown };
  if (typeof detail === 'string') {
    return new ServerProblem(
      status,
      typeof code === 'string' ? code : 'REQUEST_INVALID',
      detail,
      readProblems(errors),
    );
  }
  const origin = URL.canParse(url) ? new URL(url).origin : url;
  const answer = `${status} ${statusText}`.trim();
  return new ServerProblem(
    status,
    'SERVER_UNREACHABLE',
    `${origin} answered ${answer}, not as a Drover server does. Is the address right?`,
  );
}

function parseObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

function readProblems(errors: unknown): Problem[] {
  if (!Array.isArray(errors)) return [];
  return errors.filter((one): one is Problem => typeof (one as Problem | null)?.message === 'string');
}
