import type { Problem } from '../errors/error.ts';

/** One line each, as compilers print them: `file:line:column: message`; the path where no line is known. */
export function formatProblems(problems: readonly Problem[], file = 'definition'): string {
  return problems.map((problem) => `${placeOf(problem, file)}: ${problem.message}`).join('\n');
}

function placeOf({ path, line, column }: Problem, file: string): string {
  if (line !== undefined) return `${file}:${line}:${column ?? 1}`;
  return path === '' ? file : `${file}: ${path}`;
}
