import { Type } from 'typebox';
import { DroverError } from '../../errors/error.ts';
import type { User } from '../../state/identity/users.ts';
import { isOfGithub } from '../access/github-user.ts';
import { requireFolders, requireFreeName } from '../access/names.ts';
import { hashPassword } from '../access/passwords.ts';
import type { App } from '../app.ts';
import type { ServerContext } from '../context.ts';
import { Grants, NewPassword, RightsFields, RoleName, UserName } from '../schemas/index.ts';
import { sendNothing } from '../send.ts';

const time = Type.String({ format: 'date-time' });
export const UserView = Type.Object({
  name: Type.String(),
  ...RightsFields,
  hasPassword: Type.Boolean(),
  createdAt: time,
  updatedAt: time,
});
const Change = Type.Object(
  {
    role: Type.Optional(
      Type.Union([RoleName, Type.Null()], { description: 'Over all folders; null for none' }),
    ),
    grants: Type.Optional(Grants),
    password: Type.Optional(NewPassword),
  },
  { additionalProperties: false },
);
const Params = Type.Object({ name: UserName });

/** People who sign in. What a change takes away is gone within seconds, for those who are signed in too. */
export function userRoutes(app: App, { state, identify }: ServerContext): void {
  app.get(
    '/api/users',
    {
      config: { role: 'admin' },
      schema: { summary: 'Users by name', response: { 200: Type.Object({ users: Type.Array(UserView) }) } },
    },
    async () => ({ users: (await state.users.list()).map(viewOf) }),
  );

  app.get(
    '/api/users/:name',
    {
      config: { role: 'admin' },
      schema: { summary: 'One user', params: Params, response: { 200: UserView } },
    },
    async ({ params }) => viewOf(await required(params.name)),
  );

  app.put(
    '/api/users/:name',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Make a user, or change what is given; another password ends the sessions of the user',
        params: Params,
        body: Change,
        response: { 200: UserView, 201: UserView },
      },
    },
    async ({ params: { name }, body: { password, ...rights } }, reply) => {
      const isNew = (await state.users.find(name)) === null;
      if (isOfGithub(name) && (isNew || password !== undefined)) throw ofGithub(name);
      if (isNew) await requireFreeName(state, name);
      await requireFolders(state, rights.grants ?? []);
      const made = await state.users.put(name, {
        ...rights,
        ...(password === undefined ? {} : { passwordHash: await hashPassword(password) }),
      });
      if (password !== undefined) await endSessions(name);
      identify.forget();
      reply.code(made ? 201 : 200);
      return viewOf(await required(name));
    },
  );

  app.delete(
    '/api/users/:name',
    {
      config: { role: 'admin' },
      schema: {
        summary: 'Delete a user, and end the sessions',
        params: Params,
        response: { 204: Type.Null() },
      },
    },
    async ({ params: { name } }, reply) => {
      await state.users.delete(name);
      await endSessions(name);
      identify.forget();
      return sendNothing(reply);
    },
  );

  async function required(name: string): Promise<User> {
    const user = await state.users.find(name);
    if (user === null)
      throw new DroverError('NOT_FOUND', { detail: `There is no user named ${JSON.stringify(name)}.` });
    return user;
  }

  async function endSessions(name: string): Promise<void> {
    await state.sessions.end(({ principal }) => 'user' in principal && principal.user === name);
  }
}

/** With a password somebody would be let in still when GitHub says no. */
const ofGithub = (name: string): DroverError =>
  new DroverError('REQUEST_INVALID', {
    detail: `${name} is somebody who signs in through GitHub: githubLogins says who may. Such a user is made by that, and has no password.`,
  });

const viewOf = (user: User) => ({ ...user, grants: [...user.grants] });
