import type { CommandRecord, RunChange, RunRecord, StageRecord } from '../../engine/index.ts';
import { LineSplitter } from './line-splitter.ts';
import { StatusLine } from './status-line.ts';
import { elapsed, mark, printed, type Terminal } from './terminal.ts';

const STEP_INDENT = '  ';

/** Shows a run as it goes: a line for each start and end, what the commands print behind a gutter. */
export class LiveView {
  readonly #terminal: Terminal;
  readonly #status: StatusLine;
  #splitter: LineSplitter | null = null;
  #indent = '';

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    this.#status = new StatusLine(terminal);
  }

  show(run: RunRecord, change: RunChange): void {
    if (change.kind === 'stage') this.#showStage(run, change.stage);
    if (change.kind === 'step') {
      const { stage, step } = change;
      const attempt = step.attempts > 1 ? ` (attempt ${step.attempts})` : '';
      this.#showCommand(step, `${step.title}${attempt}`, STEP_INDENT, `${stage.title} ▸ ${step.title}`);
    }
    if (change.kind === 'hook') {
      const { hook, stage } = change;
      const place = stage === null ? hook.hook : `${stage.title} ▸ ${hook.hook}`;
      this.#showCommand(hook, hook.hook, stage === null ? '' : STEP_INDENT, place);
    }
  }

  /** Commands run one after the other, so the bytes are the running one's. */
  output(_log: string, bytes: Buffer): void {
    this.#splitter?.add(bytes);
  }

  /** A sentence of Drover's own. */
  say(message: string): void {
    this.#line(this.#terminal.colors.yellow(`drover: ${message}`));
  }

  close(): void {
    this.#endOutput();
    this.#status.close();
  }

  #showStage(run: RunRecord, stage: StageRecord): void {
    const { colors } = this.#terminal;
    const number = `stage ${run.stages.indexOf(stage) + 1} of ${run.stages.length}`;
    if (stage.status === 'running') this.#line(`${colors.bold(stage.title)}  ${colors.gray(number)}`);
  }

  #showCommand(
    record: CommandRecord & { ignored?: true },
    title: string,
    indent: string,
    place: string,
  ): void {
    const { colors } = this.#terminal;
    if (record.status === 'skipped') return;
    if (record.status === 'running') {
      this.#endOutput();
      this.#line(`${indent}${colors.blue('▸')} ${title}`);
      this.#indent = indent;
      this.#splitter = new LineSplitter((line) =>
        this.#line(`${this.#indent}${colors.gray('│')} ${printed(this.#terminal, line)}`),
      );
      this.#status.begin(place);
      return;
    }
    this.#endOutput();
    this.#status.end();
    const took = colors.gray(elapsed(record.durationMs));
    const why = record.reason === undefined ? '' : `  ${record.reason}${record.ignored ? ' (ignored)' : ''}`;
    this.#line(`${indent}${mark(this.#terminal, record.status, record.ignored)} ${title}  ${took}${why}`);
  }

  #endOutput(): void {
    this.#splitter?.end();
    this.#splitter = null;
  }

  #line(text: string): void {
    this.#status.above(`${text}\n`);
  }
}
