/**
 * How surely a line tells why a command failed: 3 names a cause in the way of a tool that is known, 2 says in general
 * that something is wrong, 1 only reports that what ran before has failed.
 */
export type ErrorGrade = 1 | 2 | 3;

/** What a tool says after the error itself. */
const consequences: readonly RegExp[] = [
  /^npm (?:ERR!|error)/,
  /^(?:g?make|ninja|bmake)(?:\[\d+\])?: (?:\*\*\*|build stopped)/,
  /\bELIFECYCLE\b/,
  /\berror Command failed\b/i,
  /^error: could not compile /,
  /^(?:ERROR|FATAL): .*\bexit(?:ed)? (?:code|status)\b/i,
  /(?:exited with|exit) (?:code|status) [1-9]/i,
  /^FAIL$|^FAIL\t/,
  /^(?:Tests?|Test Files|Test Suites):? .*\bfailed\b/i,
  /^\s*\d+ (?:tests? |examples?,? |specs? )?fail(?:ed|ing|ures?)\b/i,
  /^=+ .*\b(?:FAILURES|ERRORS|failed|error)\b.*=+$/,
  /^collect2: error/,
];

/** A cause, as this or that tool writes it. */
const causes: readonly RegExp[] = [
  // compilers: gcc, clang, swift, TypeScript, MSBuild, javac, Go, Rust, Kotlin
  /^\S[^\s:]*(?::\d+){1,2}: (?:fatal )?error\b/i,
  /\(\d+(?:,\d+)?\): (?:fatal )?error\b/i,
  /:\d+:\d+ - error\b/,
  /^\s*(?:\.{0,2}\/)?[\w./-]+\.go:\d+(?::\d+)?: /,
  /^error\[E\d+\]/,
  /^e: \S+/,
  /\bundefined reference to\b|\bunresolved external symbol\b|^(?:\S*\/)?ld(?:\.\w+)?: (?!warning)/,
  // tests: Vitest, Jest, Mocha, node:test, TAP, Go, pytest, RSpec, JUnit, cargo
  /^\s*(?:FAIL|FAILED)\b[ :]\s*\S/,
  /^\s*[✕✖✗×✘] \S/u,
  /^\s*● .+ › /u,
  /^not ok \d+/,
  /^\s*--- FAIL: /,
  /^E {3,}\S/,
  /^\s*\d+\) \S.*(?:#|::)\S/,
  /\bAssertion ?Error\b|\bassert(?:ion)?(?: .{0,80})? failed\b/i,
  /\bpanicked at\b/,
  // interpreters
  /^Traceback \(most recent call last\)/,
  /^(?:\w+\.)*\w*(?:Error|Exception)(?: \[\w+\])?: \S/,
  /^Uncaught (?:\w+\.)*\w*(?:Error|Exception)\b/,
  /^Exception in thread /,
  /^PHP (?:Fatal|Parse) error:/,
  /^panic: /,
  // linters
  /^\s+\d+:\d+\s+error\s+\S/,
  // shells and the system
  /: (?:line \d+: )?[^\s:]+: (?:command not found|not found|No such file or directory|Permission denied)$/,
  /\bcannot (?:access|open|stat|find) .*: (?:No such file|Permission denied)/,
  /\b(?:Segmentation fault|Bus error|Illegal instruction|Out of memory|No space left on device)\b/i,
  /^Killed$|\bOOMKilled\b|\bheap out of memory\b/,
  // tools
  /^fatal: \S/,
  /^CMake Error\b/,
  /^\[ERROR\] (?!\s*$|To see|Re-run|For more|\[Help)/,
  /^FAILURE: Build failed/,
  /^ERROR: failed to \S/i,
  /^(?:\w+: )?Error response from daemon/,
  /^Error: \S/,
];

/** In general. */
const complaints: readonly RegExp[] = [
  /^\s*(?:\[\S+\]\s*)?(?:error|fatal|panic|failure)\b\s*[:!\]]/i,
  /\b(?:ERROR|FATAL|CRITICAL|SEVERE)\b(?!\s*[=:]?\s*0\b)/,
  /\blevel=(?:error|fatal|panic)\b/,
  /"level":\s*"(?:error|fatal)"/,
  /\b(?:error|exception): \S/i,
  /\b(?:failed|unable) to \w+/i,
];

/** Words of success that look like an error. */
const harmless =
  /\b(?:0|no|without) (?:errors?|failures?|failed|failing)\b|\berrors?[:=] ?0\b|\bfailures?[:=] ?0\b/i;

/** Enough to tell; what is written further right than this is data. */
const lookedAt = 500;

/** Grades a line as `visibleText` gives it; null for one that tells of no error. Never slower for a longer line. */
export function gradeError(line: string): ErrorGrade | null {
  const text = line.length > lookedAt ? line.slice(0, lookedAt) : line;
  if (harmless.test(text)) return null;
  if (consequences.some((pattern) => pattern.test(text))) return 1;
  if (causes.some((pattern) => pattern.test(text))) return 3;
  return complaints.some((pattern) => pattern.test(text)) ? 2 : null;
}

/**
 * Something that each line with a grade contains, as a pattern for the latin1 of its UTF-8, so that candidates are
 * found in a whole block of a log at once. Upper and lower case count alike.
 */
export const errorHint =
  'error|npm err|fail|fatal|panic|exception|traceback|not ok|undefined|critical|severe|\\.go:|not found|' +
  'no such|denied|segmentation|illegal|memory|no space|killed|assert|unable to|unresolved|elifecycle|' +
  'exit (?:code|status)|exited with|\\bld|\\d\\) |\\*\\*\\*|build stopped|' +
  // ✕ ✖ ✗ ✘ × ●
  '\\xe2\\x9c[\\x95\\x96\\x97\\x98]|\\xc3\\x97|\\xe2\\x97\\x8f';

/** The same for what is one only at the beginning of a line. */
export const errorHintAtStart = ' *e(?: {3}|: )';
