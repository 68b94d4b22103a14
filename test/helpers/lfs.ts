import { createHash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** What lies in a repository in the place of a large file, as Git LFS has it. */
export function lfsPointer(content: Buffer): { oid: string; pointer: string } {
  const oid = createHash('sha256').update(content).digest('hex');
  return {
    oid,
    pointer: `version https://git-lfs.github.com/spec/v1\noid sha256:${oid}\nsize ${content.length}\n`,
  };
}

/**
 * The part of a Git LFS server that downloads need: `…/info/lfs/objects/batch` and the objects themselves. False: the
 * request is none of it.
 */
export async function answerLfs(
  objects: ReadonlyMap<string, Buffer>,
  origin: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<boolean> {
  const [, folder = '', what = ''] = /^(.*\/info\/lfs\/objects)\/(\w+)$/.exec(request.url ?? '') ?? [];
  if (what === '') return false;
  if (what !== 'batch') {
    const content = objects.get(what);
    response.writeHead(content === undefined ? 404 : 200).end(content);
    return true;
  }
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  const asked = JSON.parse(Buffer.concat(chunks).toString()) as {
    objects: { oid: string; size: number }[];
  };
  const answers = asked.objects.map(({ oid, size }) =>
    objects.has(oid)
      ? { oid, size, actions: { download: { href: `${origin}${folder}/${oid}` } } }
      : { oid, size, error: { code: 404, message: 'there is no such object' } },
  );
  response
    .writeHead(200, { 'content-type': 'application/vnd.git-lfs+json' })
    .end(JSON.stringify({ transfer: 'basic', objects: answers }));
  return true;
}
