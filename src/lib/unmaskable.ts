/** Shorter texts occur by chance: masking them would garble every log. In characters. */
export const shortestMasked = 6;

/** Why a value cannot be hidden in logs, as the end of a sentence that begins with its name; null when it can. */
export function unmaskable(value: string): string | null {
  if (Array.from(value.trim()).length >= shortestMasked) return null;
  return (
    `has fewer than ${shortestMasked} characters, too few to be masked: it would be found by chance all over the logs, ` +
    'and is easily guessed. Take a longer one'
  );
}
