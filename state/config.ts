/** The settings of the state folder; cli/ merges this slice with the others and parses once. */
import { z } from 'zod';

const postgresUrl = z.string().refine(isPostgresUrl, {
  // The value may hold a password, so it is never repeated.
  message:
    'must be a PostgreSQL address, for example postgres://register@db.caseworkcharity.example/register',
});

/** Where the state lives and whose it is. */
export const stateConfig = z.object({
  CRR_HOME: z.string().min(1).default('./.data'),
  DATABASE_URL: postgresUrl.optional(),
  CRR_ORGANISATION_ID: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and hyphens, for example main')
    .default('main'),
});

/** The parsed slice; DATABASE_URL undefined means the embedded server under CRR_HOME. */
export type StateConfig = z.infer<typeof stateConfig>;

function isPostgresUrl(value: string): boolean {
  return /^postgres(ql)?:\/\//.test(value) && URL.canParse(value);
}
