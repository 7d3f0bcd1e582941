/** All settings, parsed once: every problem is told at once, with name, reason and example. Nothing else reads the environment. */
import { z } from 'zod';
import { botConfig, botConfigProblem } from '../bot/config';
import { stateConfig } from '../state/config';
import { missingForStore, syncConfig, syncConfigProblems } from '../sync/config';
import { tabConfig } from '../teams-app/config';

const port = (standard: number) =>
  z.coerce.number().int('must be a port number').min(0).max(65_535).default(standard);

const serviceConfig = z.object({
  /** Port of the product: bot, tab, health. */
  CRR_PORT: port(3978),
  /** Address the product listens on. Only loopback while the bot accepts messages without a token. */
  CRR_HOST: z.string().min(1).default('127.0.0.1'),
  /** Organisation file (YAML); the fictional example when the box is used. */
  CRR_ORGANISATION: z
    .string()
    .min(1, 'must be the path of your organisation file, for example ./organisation.yaml'),
  /** Where the log goes. */
  CRR_LOG: z.enum(['stdout', 'file']).default('stdout'),
});

const whole = serviceConfig
  .extend(stateConfig.shape)
  .extend(botConfig.shape)
  .extend(tabConfig.shape)
  .extend(syncConfig.shape);
export type Config = z.infer<typeof whole>;

/** Settings of the box; read before everything else, since the box supplies the rest. */
const boxShape = z.object({
  CRR_TENANT_PORT: port(3979),
  CRR_PORT: port(3978),
  CRR_HOME: z.string().min(1).default('./.data'),
});
export type BoxConfig = z.infer<typeof boxShape>;

export interface Problem {
  name: string;
  problem: string;
}

/** The service cannot start with these settings; `problems` names them all. */
export class ConfigError extends Error {
  constructor(readonly problems: Problem[]) {
    super(problems.map((one) => `${one.name} ${one.problem}`).join('\n'));
    this.name = 'ConfigError';
  }
}

export type Environment = Readonly<Record<string, string | undefined>>;

/** Parses the settings of the box alone. */
export function parseBoxConfig(environment: Environment): BoxConfig {
  const parsed = boxShape.safeParse(ours(environment));
  if (!parsed.success) throw new ConfigError(problemsOf(parsed.error));
  return parsed.data;
}

/** Parses everything; throws ConfigError with every problem, unknown CRR_ names included (a misspelt setting must not pass silently). */
export function parseConfig(environment: Environment): Config {
  const given = ours(environment);
  const known = new Set([...Object.keys(whole.shape), 'CRR_TENANT_PORT']);
  const strangers = Object.keys(given).filter((name) => name.startsWith('CRR_') && !known.has(name));
  const problems: Problem[] = strangers.map((name) => ({
    name,
    problem: 'is not a setting of this product; see docs/operate/settings.md',
  }));
  problems.push(...missingForStore(given));
  const parsed = whole.safeParse(given);
  if (!parsed.success) throw new ConfigError([...problems, ...problemsOf(parsed.error)]);
  problems.push(...crossProblems(parsed.data));
  if (problems.length > 0) throw new ConfigError(problems);
  return parsed.data;
}

function crossProblems(config: Config): Problem[] {
  const bot = botConfigProblem(config);
  const open =
    config.CRR_BOT_ANONYMOUS === 'true' && !['127.0.0.1', 'localhost', '::1'].includes(config.CRR_HOST);
  return [
    ...(bot ? [bot] : []),
    ...syncConfigProblems(config),
    ...(open
      ? [
          {
            name: 'CRR_HOST',
            problem:
              'must be 127.0.0.1 while CRR_BOT_ANONYMOUS is true: anybody on the network could post as anybody',
          },
        ]
      : []),
  ];
}

/** Empty values count as not set: that is what an empty line in a settings file means. */
function ours(environment: Environment): Record<string, string> {
  const wanted = ([name, value]: [string, string | undefined]) =>
    (name.startsWith('CRR_') || name === 'DATABASE_URL') && value !== undefined && value !== '';
  return Object.fromEntries(Object.entries(environment).filter(wanted)) as Record<string, string>;
}

function problemsOf(error: z.ZodError): Problem[] {
  return error.issues.map((issue) => {
    const name = String(issue.path[0] ?? 'settings');
    const missing = issue.code === 'invalid_type' && issue.message.includes('received undefined');
    return { name, problem: missing ? 'is not set' : issue.message };
  });
}
