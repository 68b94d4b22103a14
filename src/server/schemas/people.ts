import { Type } from 'typebox';
import { longestPassword, shortestPassword } from '../access/passwords.ts';
import { nullable } from './parts.ts';

export const RoleName = Type.Enum(['viewer', 'runner', 'admin']);
export const UserName = Type.String({ minLength: 1, maxLength: 64, description: 'Name of a user or token' });
export const NewPassword = Type.String({ minLength: shortestPassword, maxLength: longestPassword });
export const EntryId = Type.String({ pattern: '^[0-9a-f]{1,64}$' });
export const Grants = Type.Array(
  Type.Object(
    { folder: Type.String({ minLength: 1, maxLength: 200 }), role: RoleName },
    { additionalProperties: false },
  ),
  { maxItems: 100, description: 'Roles in folders and what lies below them' },
);
/** What a caller may do. */
export const RightsFields = {
  role: nullable(Type.Enum(['viewer', 'runner', 'admin'], { description: 'Over all folders' })),
  grants: Grants,
};
