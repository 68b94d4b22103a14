import { type Static, Type } from 'typebox';

/** Shapes of what is told of a log. Lines count from 1. */

const lineNumber = Type.Integer({ minimum: 1 });
const bytes = Type.Integer({ minimum: 0, description: 'bytes' });
const nullable = <T extends Parameters<typeof Type.Union>[0][number]>(schema: T) =>
  Type.Union([schema, Type.Null()]);

export const LogLine = Type.Object({
  line: lineNumber,
  offset: Type.Integer({ minimum: 0, description: 'of its first byte in the file' }),
  bytes: Type.Integer({ minimum: 0, description: 'length of the whole line, without its newline' }),
  ms: nullable(Type.Integer({ description: 'milliseconds from the start of the command' })),
  text: Type.String({ description: 'without its newline; bytes that are no text stand as U+FFFD' }),
  cut: nullable(
    Type.Enum(['start', 'end'], {
      description: 'which end of a line of more than 64 KiB is left out; the file has it whole',
    }),
  ),
});

export const LogLines = Type.Object({
  lines: Type.Array(LogLine, { description: 'fewer than asked for at the end, or when they are very long' }),
  style: Type.String({
    description:
      'how the first of the lines begins, as parameters of an SGR sequence: what the 256 KiB before it have switched on',
  }),
  total: Type.Integer({ minimum: 0, description: 'lines of the log, an unfinished last one included' }),
  size: bytes,
  end: Type.Integer({ description: 'the byte after the last whole character: output goes on from here' }),
});

export const LogSearchResult = Type.Object({
  found: Type.Array(
    Type.Object({
      line: lineNumber,
      ranges: Type.Array(
        Type.Object({ offset: Type.Integer({ minimum: 0, description: 'in the file' }), bytes }),
        { description: 'of a line with very many only the first' },
      ),
    }),
  ),
  next: nullable(
    Type.Integer({ minimum: 0, description: 'give it as `after` to go on; null at the end of the log' }),
  ),
  lines: Type.Integer({
    minimum: 0,
    description:
      'lines that were searched to their end: of a log that grows, give it as `after` to go on later',
  }),
  searched: Type.Integer({ minimum: 0, description: 'the byte up to which the log was searched' }),
  size: bytes,
});

export const LogOutline = Type.Object({
  from: Type.Integer({ minimum: 1, description: 'the line from which the log was looked through' }),
  firstError: nullable(
    Type.Integer({ description: 'the line that most likely tells why the command failed' }),
  ),
  errors: Type.Array(lineNumber, { description: 'lines that tell of an error' }),
  groups: Type.Array(
    Type.Object({
      title: Type.String(),
      line: lineNumber,
      end: nullable(Type.Integer({ description: 'its last line; null while it goes on' })),
      folded: Type.Boolean({ description: 'whether it is to be shown folded at first' }),
    }),
  ),
  annotations: Type.Array(
    Type.Object({
      line: lineNumber,
      level: Type.Enum(['error', 'warning', 'notice', 'debug']),
      message: Type.String(),
      title: Type.Optional(Type.String()),
      file: Type.Optional(Type.String()),
      fileLine: Type.Optional(Type.Integer()),
    }),
  ),
  verbatim: Type.Array(Type.Array(Type.Integer(), { minItems: 2, maxItems: 2 }), {
    description: 'first and last line of stretches in which markers were switched off',
  }),
  truncated: Type.Boolean({ description: 'there is more than is listed' }),
});

export type LogLine = Static<typeof LogLine>;
export type LogLines = Static<typeof LogLines>;
export type LogSearchResult = Static<typeof LogSearchResult>;
export type LogOutline = Static<typeof LogOutline>;
