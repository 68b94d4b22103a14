/** Between the parts of a subject: the ASCII separator for that purpose, which no title can hold. */
const between = '\u001e';

export const subjectName = (...parts: readonly string[]): string =>
  parts.map((part) => part.replaceAll(between, ' ')).join(between);

export const partsOf = (name: string): readonly string[] => name.split(between);
