/**
 * Names of the counts of a day: kind of subject, its parts, what is counted, with the ASCII separators for that
 * purpose between them, which no title can hold.
 */
export type SubjectKind = 'job' | 'worker' | 'cause' | 'jobWorker' | 'stage' | 'step' | 'parameter' | 'test';

const letters: Readonly<Record<SubjectKind, string>> = {
  job: 'j',
  worker: 'w',
  cause: 'c',
  jobWorker: 'x',
  stage: 's',
  step: 't',
  parameter: 'p',
  test: 'e',
};

const betweenParts = '\u001e';
const beforeCount = '\u001f';

export const subjectOf = (kind: SubjectKind, ...parts: readonly string[]): string =>
  letters[kind] + parts.map(withoutSeparators).join(betweenParts);

export const fieldOf = (subject: string, count: string): string => `${subject}${beforeCount}${count}`;

export const isOf = (kind: SubjectKind, field: string): boolean => field[0] === letters[kind];

/** Subject and count of a field. */
export function splitField(field: string): readonly [subject: string, count: string] {
  const at = field.lastIndexOf(beforeCount);
  return [field.slice(0, at), field.slice(at + 1)];
}

export const partsOf = (subject: string): readonly string[] => subject.slice(1).split(betweenParts);

const withoutSeparators = (text: string): string =>
  text.replaceAll(betweenParts, ' ').replaceAll(beforeCount, ' ');
