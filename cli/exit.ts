/** Turns a failure to start into a sentence and an exit code; no stack trace reaches a person. */
import { errorCode, StateError } from '../state/errors';
import { TenantError } from '../tenant/start';
import { ConfigError } from './config';

/** sysexits: 78 configuration, 69 unavailable, 70 internal. */
export interface Exit {
  code: number;
  message: string;
}

export function exitOf(error: unknown): Exit {
  if (error instanceof ConfigError) return { code: 78, message: numbered(error) };
  if (error instanceof StateError) return { code: 69, message: error.message };
  if (error instanceof TenantError) return { code: 69, message: `${error.message} (CRR_TENANT_PORT)` };
  if (errorCode(error) === 'EADDRINUSE')
    return {
      code: 69,
      message: 'The port of the product is taken by another program. Stop it, or set CRR_PORT to a free one.',
    };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 70, message: `The service could not start: ${message}` };
}

function numbered(error: ConfigError): string {
  const lines = error.problems.map((one, index) => `  ${index + 1}. ${one.name} ${one.problem}`);
  return ['The settings have problems:', ...lines].join('\n');
}
