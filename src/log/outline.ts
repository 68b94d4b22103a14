import { errorHint, errorHintAtStart, gradeError } from './error-line.ts';
import { type Annotation, parseMarker, resumes } from './markers.ts';
import { visibleText } from './visible-text.ts';

/** A stretch of lines under a title. Lines count from 0. */
export interface LogGroup {
  title: string;
  /** The line that carries the title. */
  line: number;
  /** The last line that belongs to it; null while it goes on. */
  end: number | null;
  /** Whether it is shown folded at first. */
  folded: boolean;
}

export interface AnnotationLine extends Annotation {
  line: number;
}

/** What there is to find in a log. */
export interface Outline {
  /** The line that most likely tells why the command failed. */
  firstError: number | null;
  /** Lines that tell of an error, in order. */
  errors: number[];
  groups: LogGroup[];
  annotations: AnnotationLine[];
  /** Lines `[from, to]` in which markers were switched off. */
  verbatim: [number, number][];
  /** There is more of one or the other than is listed. */
  truncated: boolean;
}

export const mostErrors = 1000;
const mostGroups = 2000;
const mostAnnotations = 500;
const mostVerbatim = 200;

/** No marker and no error message needs more of a line. */
const lookedAt = 4096;
const NEWLINE = 0x0a;

/** A log that is full of candidates costs no more than this. */
const mostLookedAt = 200_000;

const candidate = new RegExp(
  `^(?:\\x1b\\[[0-9;]*[mK])*(?:::[a-z0-9]|##\\[|--- |\\+\\+\\+ |~~~ |\\^\\^\\^ |${errorHintAtStart})|${errorHint}`,
  'gim',
);

/** Finds the outline of a log while the log is given to it piece by piece. */
export class OutlineScanner {
  readonly outline: Outline = {
    firstError: null,
    errors: [],
    groups: [],
    annotations: [],
    verbatim: [],
    truncated: false,
  };
  #line: number;
  /** Of the line in `firstError`. */
  #grade = 0;
  #stopToken: string | null = null;
  #looked = 0;

  constructor(firstLine = 0) {
    this.#line = firstLine;
  }

  /** The number of the line that comes next. */
  get line(): number {
    return this.#line;
  }

  /** The next lines, whole ones. `startsLine` is false for a piece in the middle of a very long line, which is passed over. */
  add(lines: Buffer, startsLine = true): void {
    const text = lines.toString('latin1');
    let at = startsLine ? 0 : text.indexOf('\n') + 1 || text.length;
    let counted = 0;
    candidate.lastIndex = at;
    for (let match = candidate.exec(text); match !== null; match = candidate.exec(text)) {
      const start = text.lastIndexOf('\n', match.index - 1) + 1;
      if (start >= at) {
        this.#line += newlines(lines, counted, start);
        counted = start;
        at = text.indexOf('\n', match.index) + 1 || text.length;
        this.#take(visibleText(lines.toString('utf8', start, Math.min(at, start + lookedAt)).trimEnd()));
      }
      candidate.lastIndex = Math.max(at, match.index + 1);
      if (candidate.lastIndex >= text.length) break;
    }
    this.#line += newlines(lines, counted, lines.length);
  }

  #take(text: string): void {
    if (this.#stopToken !== null) {
      if (resumes(text, this.#stopToken)) this.#resume();
      else this.#look(text);
      return;
    }
    const marker = parseMarker(text);
    switch (marker?.kind) {
      case undefined:
        this.#look(text);
        return;
      case 'open':
        this.#open(marker.title, marker.folded);
        return;
      case 'close':
        this.#closeAt(this.#line);
        return;
      case 'unfold': {
        const last = this.outline.groups.at(-1);
        if (last !== undefined) last.folded = false;
        return;
      }
      case 'annotation':
        this.#annotate(marker);
        return;
      case 'stop':
        this.#stop(marker.token);
    }
  }

  #open(title: string, folded: boolean): void {
    const { groups } = this.outline;
    const last = groups.at(-1);
    // `---` and right below it `+++`: the names of the files in a diff.
    if (!folded && last?.folded && last.line === this.#line - 1 && last.end === null) {
      groups.pop();
      const before = groups.at(-1);
      if (before?.end === last.line - 1) before.end = null;
      return;
    }
    this.#closeAt(this.#line - 1);
    if (groups.length < mostGroups) groups.push({ title, line: this.#line, end: null, folded });
    else this.outline.truncated = true;
  }

  #closeAt(line: number): void {
    const last = this.outline.groups.at(-1);
    if (last?.end === null) last.end = line;
  }

  #annotate(annotation: Annotation): void {
    const { annotations } = this.outline;
    if (annotations.length < mostAnnotations) annotations.push({ ...annotation, line: this.#line });
    else this.outline.truncated = true;
    if (annotation.level === 'error') this.#error(3);
  }

  #stop(token: string): void {
    this.#stopToken = token;
    const { verbatim } = this.outline;
    if (verbatim.length < mostVerbatim) verbatim.push([this.#line, Number.MAX_SAFE_INTEGER]);
    else this.outline.truncated = true;
  }

  #resume(): void {
    this.#stopToken = null;
    const last = this.outline.verbatim.at(-1);
    if (last !== undefined && last[1] === Number.MAX_SAFE_INTEGER) last[1] = this.#line;
  }

  #look(text: string): void {
    if (this.#looked === mostLookedAt) {
      this.outline.truncated = true;
      return;
    }
    this.#looked += 1;
    const grade = gradeError(text);
    if (grade !== null) this.#error(grade);
  }

  #error(grade: number): void {
    const { errors } = this.outline;
    if (errors.length < mostErrors) errors.push(this.#line);
    else this.outline.truncated = true;
    if (grade <= this.#grade) return;
    this.#grade = grade;
    this.outline.firstError = this.#line;
  }
}

function newlines(bytes: Buffer, start: number, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE, start); at !== -1 && at < end; at = bytes.indexOf(NEWLINE, at + 1)) {
    count += 1;
  }
  return count;
}
