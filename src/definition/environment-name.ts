/** The environment variable of a parameter: other characters become `_`, a leading digit gets `_` before it. */
export const environmentName = (title: string): string =>
  title.replace(/[^A-Za-z0-9_]/gu, '_').replace(/^(?=\d)/, '_');

/**
 * Variables that make a shell, a linker, an interpreter or git run what they name. The author of a job may set
 * them in `env`; a parameter may not, because whoever may start a build sets its value.
 */
const unsafe = new Set([
  '_',
  'PATH',
  'HOME',
  'ENV',
  'BASH_ENV',
  'BASHOPTS',
  'SHELLOPTS',
  'IFS',
  'PS4',
  'CDPATH',
  'UID',
  'EUID',
  'PPID',
  'NODE_OPTIONS',
  'NODE_PATH',
  'PYTHONPATH',
  'PYTHONHOME',
  'PYTHONSTARTUP',
  'PERL5LIB',
  'PERL5OPT',
  'RUBYLIB',
  'RUBYOPT',
  'JAVA_TOOL_OPTIONS',
  'GIT_ASKPASS',
  'GIT_EXEC_PATH',
  'SSH_ASKPASS',
  'GIT_EDITOR',
  'GIT_PAGER',
  'GIT_EXTERNAL_DIFF',
  'GIT_SEQUENCE_EDITOR',
  'GIT_PROXY_COMMAND',
  'GIT_TEMPLATE_DIR',
  'GIT_DIR',
  'BASH_LOADABLES_PATH',
  'PROMPT_COMMAND',
  'GCONV_PATH',
  'GLIBC_TUNABLES',
  'JDK_JAVA_OPTIONS',
  '_JAVA_OPTIONS',
  'PERL5DB',
  'PYTHONBREAKPOINT',
]);
const unsafePrefixes = ['LD_', 'DYLD_', 'GIT_SSH', 'GIT_CONFIG', 'BASH_FUNC_'];

export const isUnsafeForParameter = (name: string): boolean =>
  unsafe.has(name) || unsafePrefixes.some((prefix) => name.startsWith(prefix));

/** Set by Drover itself for every command. */
export const isReserved = (name: string): boolean => name.startsWith('CI_');
