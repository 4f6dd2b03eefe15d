import { join } from 'node:path';
import type { Config } from 'jest';

// Hundreds of processes are started, which need not compile the same files each time.
process.env.NODE_COMPILE_CACHE ??= join(import.meta.dirname, '.local', 'compile-cache');

const common: NonNullable<Config['projects']>[number] & object = {
  testEnvironment: '<rootDir>/test/runtime/main-realm.ts',
  runtime: '<rootDir>/test/runtime/packages-once.ts',
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.local'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: false },
          target: 'es2024',
        },
        module: { type: 'es6' },
      },
    ],
  },
};

const config: Config = {
  maxWorkers: 3,
  // What a suite has loaded is not all let go of, and looking through gigabytes of it is slow.
  workerIdleMemoryLimit: '1GB',
  testTimeout: 30_000,
  projects: [
    { ...common, displayName: 'unit', testMatch: ['<rootDir>/{src,test}/**/*.spec.ts'] },
    {
      ...common,
      displayName: 'e2e',
      testMatch: ['<rootDir>/test/**/*.e2e.ts'],
      globalSetup: '<rootDir>/test/support/global-setup.ts',
      globalTeardown: '<rootDir>/test/support/global-teardown.ts',
      setupFilesAfterEnv: ['<rootDir>/test/support/after-suite.ts'],
    },
  ],
};

export default config;
