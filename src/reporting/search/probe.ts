import { request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { SearchFault } from './fault.ts';
import type { SearchAuth, SearchSettings } from './settings.ts';

const timeoutMs = 10_000;
const mostBytes = 64 * 1024;

/** What `GET /` says it is. Throws SearchFault. */
export async function whatAnswers({
  url,
  auth,
  ca,
}: SearchSettings): Promise<{ product: 'elasticsearch' | 'opensearch'; version: string }> {
  const { status, text } = await get(`${url}/`, auth, ca);
  if (status !== 200)
    throw new SearchFault(status, `http_${status}`, `GET / answered ${status}${hint(status)}`);
  try {
    const { version } = JSON.parse(text) as { version?: { number?: string; distribution?: string } };
    if (typeof version?.number === 'string') {
      const product = version.distribution === 'opensearch' ? 'opensearch' : 'elasticsearch';
      return { product, version: version.number };
    }
  } catch {
    // Falls through: it is something else.
  }
  throw new SearchFault(
    status,
    'unknown_product',
    'what answers there is neither Elasticsearch nor OpenSearch',
  );
}

const hint = (status: number): string =>
  status === 401 || status === 403 ? ': the API key or the password is wrong, or missing' : '';

export function authorization(auth: SearchAuth | null): Record<string, string> {
  if (auth === null) return {};
  if ('apiKey' in auth) return { authorization: `ApiKey ${auth.apiKey}` };
  const pair = Buffer.from(`${auth.username}:${auth.password}`).toString('base64');
  return { authorization: `Basic ${pair}` };
}

/** Not by `fetch`, which takes no certificate authority. */
function get(
  url: string,
  auth: SearchAuth | null,
  ca: string | null,
): Promise<{ status: number; text: string }> {
  const secure = url.startsWith('https:');
  return new Promise((resolve, reject) => {
    const request = (secure ? httpsRequest : httpRequest)(url, {
      headers: { accept: 'application/json', ...authorization(auth) },
      signal: AbortSignal.timeout(timeoutMs),
      ...(secure && ca !== null ? { ca } : {}),
    });
    const fail = (error: Error) => reject(new SearchFault(null, error.name, error.message));
    request.once('error', fail);
    request.once('response', (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > mostBytes) request.destroy(new Error('the answer is too long'));
      });
      response.once('error', fail);
      response.once('end', () => resolve({ status: response.statusCode ?? 0, text }));
    });
    request.end();
  });
}
