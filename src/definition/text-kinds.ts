import { formatDuration, parseDuration } from '../lib/duration.ts';
import { parseCron, timeZoneFault } from './cron/index.ts';
import { keepWorkspaceFault } from './keep-workspace.ts';
import { limits } from './limits.ts';
import { quote } from './quote.ts';
import {
  branchPattern,
  environmentPattern,
  groupPattern,
  labelPattern,
  repositoryPattern,
} from './schema/index.ts';

const control = /\p{Cc}/u;
const label = new RegExp(labelPattern);
const environmentVariable = new RegExp(environmentPattern);
const group = new RegExp(groupPattern);
const repository = new RegExp(repositoryPattern);
const branch = new RegExp(branchPattern);

/**
 * What a text of each kind of the schema (its `title`) must be. A check gives the end of a sentence that
 * begins with the field, or null. Each is at least as strict as the schema.
 */
export const textKinds: Record<string, (text: string) => string | null> = {
  Title: (text) => oneLine(text, 200),
  ParameterTitle: (text) => {
    if (text.trim() === '') return 'is empty: name the parameter, as in `title: VERSION`';
    return oneLine(text, 100);
  },
  Text: (text) => atMost(text, 10_000),
  Choice: (text) => oneLine(text, 1_000),
  Command: (text) => {
    if (text.trim() === '') return 'is empty: write the command to run, or remove it';
    return fitsProcess(text, 'put a longer script into a file of the repository');
  },
  EnvironmentValue: (text) => fitsProcess(text, 'put larger data into a file'),
  Duration: durationFault,
  Label: (text) =>
    label.test(text) ? null : `is ${quote(text)}: a label has 1 to 63 letters, digits, \`.\`, \`-\` or \`_\``,
  Group: (text) =>
    group.test(text)
      ? null
      : `is ${quote(text)}: a group has 1 to 100 letters, digits, \`.\`, \`_\`, \`/\` or \`-\`, a letter or digit first`,
  SecretName: (text) => {
    if (text.length > 100) return atMost(text, 100);
    return environmentVariable.test(text)
      ? null
      : `is ${quote(text)}: the name of a secret has letters, digits or \`_\`, no digit first, and does not begin with \`CI_\``;
  },
  RepositoryUrl: repositoryFault,
  BranchName: (text) => {
    if (text.length > 250) return atMost(text, 250);
    return branch.test(text) ? null : `is ${quote(text)}: that cannot be the name of a branch`;
  },
  RelativePath: pathFault,
  ScheduleTitle: (text) => {
    if (text.trim() === '') return 'is empty: name the schedule, or remove it';
    return oneLine(text, 200);
  },
  Cron: cronFault,
  KeepWorkspace: keepWorkspaceFault,
  TimeZone: (text) => told(text, timeZoneFault(text)),
};

function oneLine(text: string, longest: number): string | null {
  if (control.test(text))
    return 'has a line break or a control character: write it in one line of plain text';
  return atMost(text, longest);
}

function atMost(text: string, longest: number): string | null {
  return text.length > longest ? `is ${text.length} characters long: at most ${longest} are allowed` : null;
}

/** A command and a variable are handed to a process as one string each, which ends at a NUL. */
function fitsProcess(text: string, remedy: string): string | null {
  if (text.includes('\0')) return 'has a NUL character: no process can take one, remove it';
  const bytes = Buffer.byteLength(text);
  if (bytes <= limits.valueBytes) return null;
  return `is ${Math.ceil(bytes / 1024)} KiB large: at most ${limits.valueBytes / 1024} KiB are allowed, ${remedy}`;
}

function durationFault(text: string): string | null {
  const ms = parseDuration(text);
  if (ms === null)
    return `is ${quote(text)}: write a duration such as \`90s\`, \`10m\`, \`1h30m\` or \`500ms\``;
  if (ms < 1) return `is ${quote(text)}: the shortest is \`1ms\`, and no field means no limit`;
  if (ms > limits.timeoutMs)
    return `is ${quote(text)}: the longest is \`${formatDuration(limits.timeoutMs)}\``;
  return null;
}

function cronFault(text: string): string | null {
  const result = parseCron(text, '');
  return told(text, 'fault' in result ? result.fault : null);
}

const told = (text: string, fault: string | null): string | null =>
  fault === null ? null : `is ${quote(text)}: ${fault}`;

function repositoryFault(text: string): string | null {
  if (text.length > 2_000) return atMost(text, 2_000);
  if (/^\w+:\/\/[^/]*@/.test(text))
    return 'holds a user name: leave it out, the worker has the credentials (githubToken or a GitHub App)';
  if (repository.test(text)) return null;
  return `is ${quote(text)}: write an address such as \`https://github.com/acme/site.git\``;
}

function pathFault(text: string): string | null {
  if (text === '') return 'is empty: write a path below the workspace, or remove it';
  if (control.test(text)) return 'has a line break or a control character: write a plain path';
  if (text.length > 1_024) return atMost(text, 1_024);
  if (text.replace(/^!/, '').startsWith('/'))
    return `is ${quote(text)}: write a path below the workspace, without the leading \`/\``;
  if (text.replace(/^!/, '').split('/').includes('..'))
    return `is ${quote(text)}: a path with \`..\` would leave the workspace`;
  return null;
}
