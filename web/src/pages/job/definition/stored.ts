import { send } from '../../../data/api.ts';

/** A definition as it is saved, and which revision it is. */
export interface Stored {
  readonly text: string;
  readonly revision: number;
}

const addressOf = (name: string): string => `/api/jobs/${encodeURIComponent(name)}`;
const revisionOf = (answer: Response): number => Number(/\d+/.exec(answer.headers.get('etag') ?? '')?.[0]);

export async function readDefinition(name: string): Promise<Stored> {
  const answer = await send(addressOf(name), { headers: { accept: 'application/yaml' } });
  return { text: await answer.text(), revision: revisionOf(answer) };
}

/** Saves a change of that revision and resolves to the new one. Throws ApiError, 409 when it is not the newest. */
export async function saveDefinition(name: string, text: string, revision: number): Promise<number> {
  const answer = await send(addressOf(name), {
    method: 'PUT',
    headers: { 'content-type': 'application/yaml', 'if-match': `"${revision}"` },
    body: text,
  });
  return revisionOf(answer);
}
