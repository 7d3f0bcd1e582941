/** One jest project; `npx jest test/<folder>` runs a room. ESM-only packages are transformed, the rest is not. */
const esmOnly = ['pg-boss', 'serialize-error', 'non-error', 'type-fest', 'cron-parser'].join('|');
module.exports = {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/browser/', '<rootDir>/dist/'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.data/'],
  transform: {
    '^.+\\.(t|j|mj)s$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly})/)`],
  // Three workers even on a small machine: much of a test's time is waiting for a server.
  maxWorkers: 3,
  testTimeout: 30000,
};
