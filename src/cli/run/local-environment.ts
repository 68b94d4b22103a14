import { arch, hostname, platform, userInfo } from 'node:os';
import { basename, extname } from 'node:path';

/** What a worker tells a command about its build, as far as it exists without a server. */
export function localEnvironment(
  file: string,
  parameters: Record<string, string>,
  color: boolean,
): Record<string, string> {
  const job = file === '-' ? 'stdin' : basename(file, extname(file));
  return {
    ...parameters,
    CI_SYSTEM: 'drover',
    CI_JOB_NAME: job,
    CI_JOB_PATH: job,
    CI_BUILD_CAUSE: 'manual',
    CI_BUILD_USER: userName(),
    CI_BUILD_STARTED_AT: new Date().toISOString(),
    CI_PARAMS_JSON: JSON.stringify(parameters),
    CI_NODE_NAME: hostname(),
    CI_NODE_OS: platform(),
    CI_NODE_ARCH: arch(),
    GIT_TERMINAL_PROMPT: '0',
    ...(color ? { FORCE_COLOR: '1', CLICOLOR_FORCE: '1' } : {}),
  };
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? ''); // a user id without a name, as in many containers
  }
}
