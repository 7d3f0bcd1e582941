/** Reads the organisation file: one YAML document, validated whole, with every problem named by its place. */
import { readFile } from 'node:fs/promises';
import { parse, YAMLParseError } from 'yaml';
import { organisationSchema, type Organisation } from '../register/organisation';
import { ConfigError } from './config';

/** The organisation; throws ConfigError when the file is missing, is no YAML, or breaks a rule. */
export async function readOrganisation(path: string): Promise<Organisation> {
  const parsed = organisationSchema.safeParse(parseYaml(path, await readText(path)));
  if (parsed.success) return parsed.data;
  throw new ConfigError(
    parsed.error.issues.map((issue) => ({
      name: `CRR_ORGANISATION ${path}`,
      problem: `${issue.path.length > 0 ? issue.path.join('.') : 'the file'}: ${issue.message}`,
    })),
  );
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    throw new ConfigError([
      {
        name: 'CRR_ORGANISATION',
        problem: `${path} cannot be read (${codeOf(error)}); give the path of your organisation file`,
      },
    ]);
  }
}

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? 'unknown';

function parseYaml(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    const line = error.linePos?.[0].line;
    throw new ConfigError([
      {
        name: `CRR_ORGANISATION ${path}`,
        problem: `is not valid YAML${line ? ` (line ${line})` : ''}: ${error.message.split('\n')[0]}`,
      },
    ]);
  }
}
