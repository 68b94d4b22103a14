import { Composer, type CST, type Document, Lexer, Parser } from 'yaml';
import { limits } from './limits.ts';
import type { ProblemList } from './problem-list.ts';
import { ReadFault, type Tree } from './tree.ts';
import { yamlFault } from './yaml-fault.ts';
import { treeOfYaml } from './yaml-tree.ts';

/** The tree of a YAML text; null when it has faults of syntax, which are then in the list. */
export function readYaml(text: string, problems: ProblemList): Tree | null {
  const document = composed(tokensOf(text), text, problems);
  if (!problems.empty || document === null) return null;
  if (document.contents === null) return { kind: 'scalar', at: 0, value: null };
  return treeOfYaml(document.contents, problems);
}

/** Bounded in number and depth here, because what comes after recurses and makes an object of each. */
function tokensOf(text: string): CST.Token[] {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let lexemes = 0;
  for (const lexeme of new Lexer().lex(text)) {
    lexemes += 1;
    if (lexemes > limits.tokens)
      throw new ReadFault(
        parser.offset,
        `the file holds more than ${limits.tokens} YAML tokens (names, values, brackets, line breaks): split the job`,
      );
    for (const token of parser.next(lexeme)) tokens.push(token);
    // The stack holds a document and a scalar beside the lists and maps.
    if (parser.stack.length > limits.depth + 2) {
      throw new ReadFault(parser.offset, `lists and maps are nested more than ${limits.depth} deep`);
    }
  }
  tokens.push(...parser.end());
  return tokens;
}

function composed(tokens: CST.Token[], text: string, problems: ProblemList): Document.Parsed | null {
  const composer = new Composer({ schema: 'core', uniqueKeys: false, prettyErrors: false });
  let first: Document.Parsed | null = null;
  for (const document of withoutStackTraces(composer.compose(tokens, true, text.length))) {
    if (first !== null) {
      problems.add(
        document.range[0],
        '',
        'the file holds several documents (`---`): a job file holds one job',
      );
      break;
    }
    first = document;
  }
  const linesTold = new Set<number>();
  for (const error of first?.errors ?? []) {
    // One slip often makes the reader stumble several times in the same line.
    const line = problems.lineOf(error.pos[0]);
    if (!linesTold.has(line)) problems.add(error.pos[0], '', () => yamlFault(error));
    linesTold.add(line);
  }
  return first;
}

/** The library makes an Error of each fault it finds; the stack trace is most of its price. */
function* withoutStackTraces<T>(source: Iterable<T>): Generator<T> {
  const before = Error.stackTraceLimit;
  const iterator = source[Symbol.iterator]();
  for (;;) {
    Error.stackTraceLimit = 0;
    let result: IteratorResult<T>;
    try {
      result = iterator.next();
    } finally {
      Error.stackTraceLimit = before;
    }
    if (result.done === true) return;
    yield result.value;
  }
}
