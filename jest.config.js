import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Whatever tests, and the processes that they start, put into the temporary folder goes when the run is over.
const folder = mkdtempSync(join(tmpdir(), 'salio-tests-'));
process.env.TMPDIR = folder;
process.on('exit', () => {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  } catch {
    // What a failed test left running may still write there; that alone fails no run.
  }
});

export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/{unit,contract,infra,flow}/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2024' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  collectCoverageFrom: ['shared/**/*.ts'],
  coverageDirectory: 'coverage',
  coverageThreshold: { global: { lines: 90 } },
  testTimeout: 60_000,
  // Jest would leave one core idle; most suites wait for engines in processes of their own.
  maxWorkers: '100%',
  // An engine that a failed test left behind must not keep the run from ending.
  forceExit: true,
};
