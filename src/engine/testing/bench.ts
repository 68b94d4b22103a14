import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plan } from '../../definition/plan.ts';
import { decodeRecord, type LineIndexRecord, RECORD_BYTES } from '../line-index-format.ts';
import type { RunRecord } from '../record.ts';
import { type RunOptions, runPlan } from '../run-plan.ts';

/** A temp folder with a workspace and logs in which a test runs plans. */
export class Bench {
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async make(): Promise<Bench> {
    const folder = await mkdtemp(join(tmpdir(), 'drover-engine-test-'));
    await mkdir(join(folder, 'workspace'));
    await mkdir(join(folder, 'logs'));
    return new Bench(folder);
  }

  get workspace(): string {
    return join(this.folder, 'workspace');
  }

  /** Short bounds unless given: 2 s of grace, 1 s of drain. */
  run(plan: Plan, given: Partial<RunOptions> = {}): Promise<RunRecord> {
    return runPlan({
      plan,
      workspace: this.workspace,
      logFolder: join(this.folder, 'logs'),
      environment: {},
      signal: new AbortController().signal,
      grace: 2000,
      drainMs: 1000,
      onChange: () => undefined,
      ...given,
    });
  }

  log(path: string): string {
    return readFileSync(join(this.folder, 'logs', path), 'utf8');
  }

  index(path: string): LineIndexRecord[] {
    const bytes = readFileSync(join(this.folder, 'logs', path));
    return Array.from({ length: bytes.length / RECORD_BYTES }, (_, at) =>
      decodeRecord(bytes, at * RECORD_BYTES),
    );
  }

  /** Lines that commands appended to `witness` in the workspace; empty when there are none. */
  witness(): string[] {
    const path = join(this.workspace, 'witness');
    return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
  }

  files(): string[] {
    return readdirSync(join(this.folder, 'logs'), { recursive: true }).map(String).sort();
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }
}
