import type { BuildDocument } from '../../state/build.ts';
import type { State } from '../../state/index.ts';
import { ended, sampleBuild } from '../../state/testing/sample-build.ts';

/** Takes a build of a job, which must exist, through its whole life; `over` changes its last document. */
export async function endBuild(
  state: State,
  job: string,
  status: BuildDocument['status'] = 'success',
  over: Partial<BuildDocument> = {},
): Promise<BuildDocument> {
  const { build } = await state.builds.submit(sampleBuild({ job }), {});
  const startedAt = new Date().toISOString();
  const token = `token-${job}-${build.number}`;
  await state.builds.claim(`${job}_${build.number}`, {
    token,
    worker: 'w',
    node: 'node',
    startedAt,
    leaseMs: 60_000,
    queue: 'builds',
  });
  const last = ended(
    { ...build, worker: 'w', node: 'node', startedAt, queueMs: 20, durationMs: 1_000, ...over },
    status,
  );
  await state.builds.finish(last, { token });
  return last;
}
