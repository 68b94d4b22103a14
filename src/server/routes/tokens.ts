import { Type } from 'typebox';
import { DroverError } from '../../errors/error.ts';
import { durationPattern, parseDuration } from '../../lib/duration.ts';
import type { TokenView } from '../../state/identity/tokens.ts';
import { requireFolders, requireFreeName } from '../access/names.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { EntryId, FolderName, RightsFields, RoleName, UserName } from '../schemas/index.ts';
import { sendNothing } from '../send.ts';

const time = Type.String({ format: 'date-time' });
const fields = {
  id: Type.String(),
  name: Type.String(),
  ...RightsFields,
  createdAt: time,
  createdBy: Type.String({ description: 'Empty for the one that the first start made' }),
  expiresAt: Type.Union([time, Type.Null()]),
  usedAt: Type.Union([time, Type.Null()], { description: 'To the minute or so' }),
};
export const Token = Type.Object(fields);
export const NewToken = Type.Object({ ...fields, token: Type.String({ description: 'Shown this once' }) });
const Wanted = Type.Object(
  {
    name: UserName,
    role: RoleName,
    folder: Type.Optional(FolderName),
    expiresIn: Type.Optional(
      Type.String({
        maxLength: 64,
        pattern: durationPattern,
        description: 'As 12h or 90d; without it, never',
      }),
    ),
  },
  { additionalProperties: false },
);
const longestMs = 10 * 365 * 86_400_000;

/** Access for programs. A token is shown once, when it is made. */
export function tokenRoutes(app: App, { state, identify }: ServerContext): void {
  app.get(
    '/api/tokens',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Tokens, oldest first, without what is secret of them',
        response: { 200: Type.Object({ tokens: Type.Array(Token) }) },
      },
    },
    async () => ({ tokens: (await state.tokens.list()).map(viewOf) }),
  );

  app.post(
    '/api/tokens',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Make a token: a role over all folders, or in one folder',
        body: Wanted,
        response: { 201: NewToken },
      },
    },
    async ({ body: { name, role, folder = '', expiresIn }, caller }, reply) => {
      await requireFreeName(state, name);
      const grants = folder === '' ? [] : [{ folder, role }];
      await requireFolders(state, grants);
      const { token, view } = await state.tokens.create({
        name,
        role: folder === '' ? role : null,
        grants,
        createdBy: caller.name,
        expiresAt: expiryOf(expiresIn),
      });
      reply.code(201);
      return { ...viewOf(view), token };
    },
  );

  app.delete(
    '/api/tokens/:id',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Revoke a token, and end the sessions that it began',
        params: Type.Object({ id: EntryId }),
        response: { 204: Type.Null() },
      },
    },
    async ({ params }, reply) => {
      await state.tokens.revoke(params.id);
      identify.forget();
      return sendNothing(reply);
    },
  );
}

function expiryOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  const ms = parseDuration(text);
  if (ms === null || ms <= 0 || ms > longestMs) {
    const detail = 'expiresIn must be a length of time from 1ms to ten years, as 12h or 90d.';
    throw new DroverError('REQUEST_INVALID', { detail });
  }
  return new Date(Date.now() + ms).toISOString();
}

const viewOf = (token: TokenView) => ({ ...token, grants: [...token.grants] });
