import { arch, hostname, platform } from 'node:os';
import type { Claimed } from '../queue/claim.ts';
import { buildId } from '../state/build.ts';

export interface WorkerIdentity {
  readonly name: string;
  readonly labels: readonly string[];
  /** Address of the server for links in the environment, without a trailing slash. */
  readonly serverUrl: string;
  readonly version: string;
}

/** For tools that ask whether they may prompt or colour. A definition's own `env` goes over it. */
export const toolEnvironment = { GIT_TERMINAL_PROMPT: '0', FORCE_COLOR: '1', CLICOLOR_FORCE: '1' } as const;

/**
 * The parameters, and the `CI_*` variables that tell a command which build it belongs to and where it runs;
 * the engine adds those of the stage, the step and the hook. What does not apply is left out.
 */
export function buildEnvironment(
  { build, parameters, before }: Pick<Claimed, 'build' | 'parameters' | 'before'>,
  worker: WorkerIdentity,
  slot: number,
): Record<string, string> {
  const path = build.folder === '' ? build.job : `${build.folder}/${build.job}`;
  const jobUrl = `${worker.serverUrl}/jobs/${build.job}`;
  const environment: Record<string, string | undefined> = {
    CI: 'true',
    CI_SYSTEM: 'drover',
    CI_SYSTEM_VERSION: worker.version,
    CI_SERVER_URL: worker.serverUrl,
    CI_API_URL: `${worker.serverUrl}/api`,
    CI_FOLDER: build.folder,
    CI_JOB_NAME: build.job,
    CI_JOB_PATH: path,
    CI_JOB_URL: jobUrl,
    CI_BUILD_ID: buildId(build.job, build.number),
    CI_BUILD_NUMBER: String(build.number),
    CI_BUILD_ATTEMPT: String(build.attempt),
    CI_BUILD_URL: `${jobUrl}/builds/${build.number}`,
    CI_BUILD_CAUSE: build.cause.kind,
    CI_BUILD_USER: build.cause.by,
    CI_BUILD_CREATED_AT: build.queuedAt,
    CI_BUILD_STARTED_AT: build.startedAt ?? undefined,
    CI_BUILD_DEADLINE: build.deadline,
    CI_RERUN_OF: build.cause.of,
    CI_RERUN_FROM_STAGE: build.resumes?.stage,
    CI_PREV_BUILD_NUMBER: before.last?.number.toString(),
    CI_PREV_BUILD_STATUS: before.last?.status,
    CI_LAST_SUCCESS_BUILD: before.lastSuccess?.toString(),
    CI_PARAMS_JSON: JSON.stringify(parameters),
    CI_NODE_NAME: hostname(),
    CI_NODE_ID: worker.name,
    CI_NODE_LABELS: worker.labels.join(','),
    CI_NODE_OS: platform(),
    CI_NODE_ARCH: arch(),
    CI_SLOT: String(slot),
  };
  const applying = Object.entries(environment).filter((entry): entry is [string, string] =>
    Boolean(entry[1]),
  );
  return { ...parameters, ...Object.fromEntries(applying) };
}
