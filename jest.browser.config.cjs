/** The browser and LibreOffice lanes: slower, with programs a plain machine may lack, so apart from `npm test`. */
const base = require('./jest.config.cjs');
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'],
  maxWorkers: 1,
  testTimeout: 180000,
};
