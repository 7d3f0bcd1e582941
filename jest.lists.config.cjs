/** Every story once more with the register in SharePoint lists: the same files, apart from `npm test` because it takes as long again. */
process.env['CRR_TEST_STORE'] = 'lists';
const base = require('./jest.config.cjs');
module.exports = {
  ...base,
  testMatch: ['<rootDir>/test/scenario/**/*.test.ts'],
};
