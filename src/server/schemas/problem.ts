import { Type } from 'typebox';

export const Problem = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String(),
    code: Type.String({ description: 'Stable code, listed in docs/errors.md' }),
    errors: Type.Optional(
      Type.Array(
        Type.Object({
          path: Type.String(),
          line: Type.Optional(Type.Integer()),
          column: Type.Optional(Type.Integer()),
          message: Type.String(),
        }),
      ),
    ),
  },
  { description: 'RFC 9457 problem' },
);
