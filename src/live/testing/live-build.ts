import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { StepRecord } from '../../engine/record.ts';
import { type BuildDocument, buildId } from '../../state/build.ts';
import type { State } from '../../state/index.ts';
import { sampleBuild, sampleClaim, sampleDefinition } from '../../state/testing/sample-build.ts';
import type { Storage } from '../../storage/index.ts';
import { OutputPublisher } from '../output-publisher.ts';

/** A build whose worker is the test: it prints what it is told to, as a worker does, or loses messages. */
export class LiveBuild {
  readonly document: BuildDocument;
  readonly publisher: OutputPublisher;
  readonly #state: State;
  readonly #folder: string;
  readonly #token = 'token';

  private constructor(state: State, folder: string, document: BuildDocument, publisher: OutputPublisher) {
    this.#state = state;
    this.#folder = folder;
    this.document = document;
    this.publisher = publisher;
  }

  /** `publish` sends a message on the channel of the build's output; it may lose it. */
  static async start(
    state: State,
    storage: Storage,
    publish: (channel: string, message: Buffer) => Promise<number>,
  ): Promise<LiveBuild> {
    await state.jobs.put('api', sampleDefinition);
    const { job, number } = (await state.builds.submit(sampleBuild({ job: 'api' }), {})).build;
    const claimed = await state.builds.claim(buildId(job, number), sampleClaim('token'));
    if (claimed === null) throw new Error('the build was not claimed');
    const folder = await storage.createBuild(claimed.build);
    const channel = state.keys.outputChannel(buildId(job, number));
    const publisher = new OutputPublisher((message) => publish(channel, message));
    return new LiveBuild(state, folder, claimed.build, publisher);
  }

  async beginStep(log: string): Promise<void> {
    const now = new Date().toISOString();
    const step: StepRecord = {
      title: log,
      log,
      status: 'running',
      exitCode: null,
      signal: null,
      attempts: 1,
      startedAt: now,
      finishedAt: null,
      durationMs: null,
      bytes: 0,
      lines: 0,
    };
    const stage = this.document.stages[0];
    if (stage === undefined) {
      const times = { startedAt: now, finishedAt: null, durationMs: null };
      this.document.stages.push({ title: 'main', status: 'running', ...times, hooks: [], steps: [step] });
    } else stage.steps.push(step);
    const file = join(this.#folder, log);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, '');
    await this.#state.builds.write(this.document, this.#token);
  }

  async print(bytes: Buffer): Promise<void> {
    const step = this.#step();
    await appendFile(join(this.#folder, step.log), bytes);
    const offset = step.bytes;
    step.bytes += bytes.length;
    this.publisher.written(step.log, offset, bytes);
  }

  async endStep(): Promise<void> {
    Object.assign(this.#step(), { status: 'success', finishedAt: new Date().toISOString(), exitCode: 0 });
    await this.#state.builds.write(this.document, this.#token);
  }

  async end(): Promise<void> {
    Object.assign(this.document, { status: 'success', finishedAt: new Date().toISOString() });
    await this.#state.builds.finish(this.document, { token: this.#token });
  }

  #step(): StepRecord {
    const step = this.document.stages[0]?.steps.at(-1);
    if (step === undefined) throw new Error('no step runs');
    return step;
  }
}
