import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const script = join(import.meta.dirname, '../../.ci/run');

interface Outcome {
  /** What the tests report; undefined when they ended before they could. */
  readonly report?: Readonly<Record<string, number>>;
  readonly status: number;
}

/** The script, with an npm whose checks pass and whose tests end like this. */
const run = ({ report, status }: Outcome) => {
  const folder = mkdtempSync(join(tmpdir(), 'salio-ci-'));
  const reported = report === undefined ? '' : `echo '${JSON.stringify(report)}' > "\${arg#--outputFile=}"`;
  const npm = `#!/usr/bin/env bash
    [ "$1" = test ] || exit 0
    for arg in "$@"; do case "$arg" in --outputFile=*) ${reported || ':'} ;; esac; done
    exit ${status}`;
  writeFileSync(join(folder, 'npm'), npm, { mode: 0o755 });
  const env = { PATH: [folder, join(process.execPath, '..'), process.env.PATH].join(delimiter) };
  const ended = spawnSync(script, { env, encoding: 'utf8' });
  return { status: ended.status, lastLine: ended.stdout.trimEnd().split('\n').at(-1) };
};

const allPass = { numPassedTests: 12, numFailedTests: 0, numRuntimeErrorTestSuites: 0 };

describe('.ci/run', () => {
  it('passes if all checks and tests do', () => {
    expect(run({ report: allPass, status: 0 })).toEqual({ status: 0, lastLine: '19 passed, 0 failed' });
  });

  it('counts the tests that failed, and nothing twice', () => {
    const report = { ...allPass, numFailedTests: 2, numRuntimeErrorTestSuites: 1 };
    expect(run({ report, status: 1 })).toEqual({ status: 1, lastLine: '19 passed, 3 failed' });
  });

  it('fails if the tests ended badly though none failed, as with too little covered', () => {
    expect(run({ report: allPass, status: 1 })).toEqual({ status: 1, lastLine: '19 passed, 1 failed' });
  });

  it('fails if the tests reported nothing', () => {
    expect(run({ status: 137 })).toEqual({ status: 1, lastLine: '7 passed, 1 failed' });
  });
});
