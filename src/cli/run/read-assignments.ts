import type { Problem } from '../../errors/error.ts';

/** `NAME=VALUE` each; the value may be empty and hold further `=`. Given twice, it is a fault. */
export function readAssignments(
  assignments: readonly string[],
): { values: Record<string, string> } | { problems: Problem[] } {
  const values = new Map<string, string>();
  const problems: Problem[] = [];
  for (const assignment of assignments) {
    const at = assignment.indexOf('=');
    const name = assignment.slice(0, at);
    if (at < 1) problems.push({ path: '', message: `"${assignment}" is no parameter: write NAME=VALUE.` });
    else if (values.has(name))
      problems.push({ path: '', message: `The parameter "${name}" is given twice.` });
    else values.set(name, assignment.slice(at + 1));
  }
  return problems.length > 0 ? { problems } : { values: Object.fromEntries(values) };
}
