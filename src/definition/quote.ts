const control = /\p{Cc}|[\u2028-\u202e\u2066-\u2069]|\p{Surrogate}/gu;

/** What a person wrote, safe to show in one line of a message: cut, and nothing in it acts on a terminal. */
export function printable(text: string, longest = 60): string {
  const cut = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return cut.replace(control, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** A name of the job file in a message. */
export const code = (text: string): string => (text === '' ? '""' : `\`${printable(text)}\``);

/** A value in a message. */
export const quote = (text: string): string => `"${printable(text)}"`;
