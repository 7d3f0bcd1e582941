/** `risk-register doctor`: checks as data, in order, each with its remedy. Nothing is changed. */
import { type Organisation } from '../register/organisation';
import { openBeside } from '../state/beside';
import { errorCode } from '../state/errors';
import { type Log } from '../state/log';
import { createGraph } from '../sync/graph/client';
import { type Graph } from '../sync/graph/graph';
import { createTokenSource, type TokenSource } from '../sync/graph/token';
import { readDirectory } from '../sync/people';
import { WorkbookLink } from '../sync/stores/excel/workbook-link';
import { ListLink } from '../sync/stores/lists/list-link';
import { recordListTroubles } from '../sync/stores/lists/record-lists';
import { openStore } from '../sync/stores/open-store';
import { ConfigError, parseConfig, type Config, type Environment } from './config';
import { readOrganisation } from './organisation';
import { obstacleWords } from './words';

interface Patient {
  config: Config;
  org: Organisation;
  tokens: TokenSource;
  graph: Graph;
}

interface Check {
  id: string;
  text: string;
  /** Answers what was found; throws when it does not hold. */
  run: (patient: Patient) => Promise<string>;
  remedy: string;
}

const quiet: Log = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** In the order in which one failure explains the next. */
const checks: readonly Check[] = [
  {
    id: 'database',
    text: 'The database answers',
    remedy: 'Check DATABASE_URL, or that CRR_HOME is free and writable.',
    run: async ({ config }) => {
      const db = await openBeside(config, quiet);
      const [row] = await db.query<{ version: string }>(
        `select current_setting('server_version') as version`,
      );
      await db.close();
      return `PostgreSQL ${row?.version ?? '?'}`;
    },
  },
  {
    id: 'graph-token',
    text: 'The login authority gives a token for Graph',
    remedy:
      "Check CRR_AUTHORITY, CRR_TENANT_ID, CRR_GRAPH_CLIENT_ID and its secret or certificate, and this machine's clock.",
    run: async ({ tokens }) => {
      await tokens.tokenFor('https://graph.microsoft.com/.default');
      return 'signed in';
    },
  },
  {
    id: 'directory',
    text: 'The role groups can be read and every region has a ROM',
    remedy: 'Grant GroupMember.Read.All and User.Read.All, and check the group ids in the organisation file.',
    run: async ({ graph, org }) => {
      const people = await readDirectory(graph, org);
      const without = org.regions.filter(
        (region) => !people.some((person) => person.region === region.id && person.roles.includes('rom')),
      );
      if (without.length > 0) throw new Error(`no ROM for ${without.map((region) => region.id).join(', ')}`);
      return `${people.length} people`;
    },
  },
];

/** The last checks, for the store that is configured. */
const registerChecks: Readonly<Record<Config['CRR_STORE'], readonly Check[]>> = {
  excel: [
    {
      id: 'workbook',
      text: 'The workbook can be read, with every region and every column',
      remedy:
        'Check CRR_DRIVE_ID, CRR_WORKBOOK_FOLDER_ID and CRR_WORKBOOK_NAME, and Files.ReadWrite.All; put renamed tables and headings back.',
      run: readWhole,
    },
    {
      id: 'workbook-api',
      text: 'Excel takes requests from the account of the service',
      remedy: obstacleWords['excel-refuses'].join(' '),
      run: askExcel,
    },
  ],
  lists: [
    {
      id: 'lists',
      text: 'The lists can be read, one for every region with every column',
      remedy:
        'Check CRR_SITE_ID and the permission on the site (docs/operate/lists.md). A missing list or column is made when the service starts; one of another kind has to be renamed out of the way and its column deleted.',
      run: readWhole,
    },
    {
      id: 'record-lists',
      text: 'Reviews and consultations can be recorded',
      remedy:
        'Give the service the role manage on the site for one start: it makes what is missing. A column of another kind has to be renamed out of the way and deleted (docs/operate/lists.md).',
      run: lookAtRecordLists,
    },
  ],
};

async function lookAtRecordLists({ graph, config }: Patient): Promise<string> {
  const troubles = await recordListTroubles(new ListLink(graph, config.CRR_SITE_ID));
  if (troubles.length > 0) throw new Error(troubles.join(', '));
  return 'their lists have every column';
}

/** Asks for the names of worksheets: Excel opens the file for that as for a write, and nothing is changed. */
async function askExcel({ graph, config }: Patient): Promise<string> {
  const link = new WorkbookLink(graph, config);
  await link.send({ method: 'GET', path: '/worksheets', query: { $select: 'name' } });
  await link.close();
  return 'it does';
}

async function readWhole({ graph, config, org }: Patient): Promise<string> {
  const outcome = await openStore(graph, config, org).read(null);
  if (outcome.kind !== 'cut') throw new Error(outcome.kind === 'unavailable' ? outcome.code : 'not readable');
  const [problem] = outcome.cut.problems;
  if (problem) throw new Error(`${problem.code}: ${problem.object}`);
  const lines = outcome.cut.regions.reduce((sum, region) => sum + region.rows.length, 0);
  return `${lines} lines in ${outcome.cut.regions.length} regions`;
}

/** Runs the checks; the process's exit code: 0 when all hold, 78 for settings, 69 otherwise. */
export async function doctor(environment: Environment, say: (line: string) => void): Promise<number> {
  const patient = await admit(environment, say);
  if (!patient) return 78;
  const all = [...checks, ...registerChecks[patient.config.CRR_STORE]];
  for (const [index, check] of all.entries()) {
    try {
      say(`passed  ${check.text}: ${await check.run(patient)}`);
    } catch (error) {
      say(`FAILED  ${check.text}: ${error instanceof Error ? error.message : errorCode(error)}`);
      say(`        ${check.remedy}`);
      for (const later of all.slice(index + 1)) say(`not run ${later.text}`);
      return 69;
    }
  }
  return 0;
}

async function admit(environment: Environment, say: (line: string) => void): Promise<Patient | null> {
  try {
    const config = parseConfig(environment);
    const org = await readOrganisation(config.CRR_ORGANISATION);
    say('passed  The settings and the organisation file are in order');
    const tokens = createTokenSource(config);
    return { config, org, tokens, graph: createGraph(config, tokens) };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    say('FAILED  The settings and the organisation file');
    error.problems.forEach((one, index) => say(`        ${index + 1}. ${one.name} ${one.problem}`));
    return null;
  }
}
