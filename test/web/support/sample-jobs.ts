import type { TestDrover } from '../../helpers/drover.ts';

const step = (title: string, ...lines: string[]) => ({
  title,
  command: lines.join('\n'),
  shell: 'bash' as const,
});

/** What a test runner prints that finds a fault among many passing tests. */
const failingTests = [
  "printf '\\033[1m RUN \\033[0m v4.1.12 /src/api\\n\\n'",
  'for i in $(seq 1 140); do printf " \\033[32m✓\\033[39m test/case-%03d.test.ts \\033[2m(%d tests)\\033[22m\\n" $i $((i % 7 + 1)); done',
  "printf '\\033[31m ✕ login › refuses a bad password\\033[39m\\n'",
  "printf 'AssertionError: expected 401, got 200\\n    at test/login.test.ts:14:22\\n    at runTest (node:internal/test:90:11)\\n'",
  'for i in $(seq 141 180); do printf " \\033[32m✓\\033[39m test/case-%03d.test.ts\\n" $i; done',
  "printf '\\n Tests  \\033[31m1 failed\\033[39m | 214 passed (215)\\n'",
  'exit 1',
];

/** Jobs whose builds end, or go on, in every way that a page has to show. */
export const sampleJobs = {
  failing: {
    title: 'API',
    parameters: [{ title: 'BRANCH', default: 'main' }],
    onFailure: 'echo "telling the team"',
    stages: [
      {
        title: 'Build',
        steps: [
          step(
            'Install',
            'echo "::group::npm ci"',
            'seq 1 30 | sed "s/^/added package /"',
            'echo "::endgroup::"',
          ),
          step('Compile', 'echo compiled'),
        ],
      },
      {
        title: 'Test',
        steps: [
          { ...step('Lint', 'echo "3 warnings"; exit 2'), ignoreExitCode: true },
          step('Unit', ...failingTests),
          step('E2E', 'true'),
        ],
      },
    ],
  },
  green: {
    artifacts: ['out/**'],
    stages: [
      {
        title: 'Build',
        onStart: 'echo hello',
        steps: [
          step(
            'Compile',
            'mkdir -p out',
            'echo "<h1 style=color:teal>Report</h1><script>parent.document.title=1</script>" > out/report.html',
            'echo "one,two" > out/data.csv',
            'printf "compiled\\n"',
          ),
        ],
      },
      {
        title: 'Test',
        steps: [step('Unit', 'for i in $(seq 1 40); do echo "✓ test $i"; done'), step('Quiet', 'true')],
      },
    ],
  },
  warnings: {
    stages: [
      {
        title: 'Check',
        steps: [
          { ...step('Lint', 'echo "src/a.ts 3:1 warning unused"; exit 1'), ignoreExitCode: true },
          step('Unit', 'echo fine'),
        ],
      },
    ],
  },
  /** Prints for five minutes. */
  chatty: {
    stages: [
      { title: 'Build', steps: [step('Prepare', 'echo ready')] },
      {
        title: 'Test',
        steps: [
          step(
            'Soak',
            'for i in $(seq 1 6000); do echo "tick $i of a long test, all is well"; sleep 0.05; done',
          ),
        ],
      },
    ],
  },
  slow: {
    onFailure: 'echo cleaning up',
    stages: [
      {
        title: 'Deploy',
        steps: [step('Roll out', 'trap "" TERM', 'echo rolling', 'while true; do sleep 0.2; done')],
      },
    ],
  },
  late: {
    stages: [
      {
        title: 'Test',
        steps: [{ ...step('Hang', 'echo waiting for the database', 'sleep 60'), timeout: '1s' }],
      },
    ],
  },
  queued: { runsOn: ['gpu'], stages: [{ title: 'Train', steps: [step('Fit', 'true')] }] },
  /** Its test results are read from a JUnit file. */
  tested: {
    reports: { junit: ['junit.xml'] },
    stages: [
      {
        title: 'Test',
        steps: [
          step(
            'Unit',
            `cat > junit.xml <<'XML'
<testsuites><testsuite name="login" tests="4" failures="1" skipped="1" time="2.4">
<testcase classname="login" name="accepts a good password" time="0.4"/>
<testcase classname="login" name="refuses a bad password" time="1.2"><failure message="expected 401, got 200">AssertionError: expected 401, got 200
    at test/login.test.ts:14:22</failure></testcase>
<testcase classname="login" name="remembers" time="0.3"><skipped/></testcase>
<testcase classname="logout" name="ends the session" time="0.5"/>
</testsuite></testsuites>
XML`,
            'echo "AssertionError: expected 401, got 200"',
            'exit 1',
          ),
        ],
      },
    ],
  },
  /** More of everything than fits. */
  wide: {
    title:
      'A title that is so long that no header, no tab and no list of anything was made for it, and yet it has to be shown',
    stages: Array.from({ length: 40 }, (_, stage) => ({
      title: `Stage ${stage + 1} of forty, with a title that goes on and on`,
      steps: [
        step(
          `Step of stage ${stage + 1} that has a long title as well`,
          `printf '%0300d\\n' ${stage}; seq 1 20`,
        ),
      ],
    })),
  },
  hostile: {
    stages: [
      {
        title: 'Say',
        steps: [
          step(
            'Things',
            `printf '<script>window.hacked = 1</script><img src=x onerror="window.hacked=1">\\n'`,
            `printf '\\033]8;;javascript:window.hacked=1\\033\\\\click me\\033]8;;\\033\\\\\\n'`,
            `printf '\\033]0;owned\\007\\033[2J\\033[H\\033[?1049htitle\\n'`,
            `printf '\\033[8mhidden words\\033[0m and \\033[30;40mblack on black\\033[0m\\n'`,
            `printf '\\342\\200\\256txt.exe\\n'`,
            `printf '::error file=<b>x</b>,line=3::<img src=x onerror=window.hacked=1>\\n'`,
            `printf '::group::<script>window.hacked=1</script>\\ninside\\n::endgroup::\\n'`,
            `printf 'done 10%%\\rdone 50%%\\rdone 100%%\\n'`,
            `printf '\\377\\376 no text\\n'`,
          ),
        ],
      },
    ],
  },
} as const;

export type SampleJob = keyof typeof sampleJobs;

export async function defineSampleJobs(
  drover: TestDrover,
  names = Object.keys(sampleJobs) as SampleJob[],
): Promise<void> {
  for (const name of names) await drover.define(name, sampleJobs[name]);
}
