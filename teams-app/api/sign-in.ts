/** Checks the token Teams gives the page: who is calling, from which tenant, through which client. */
import { createRemoteJWKSet, errors, jwtVerify, type JWTPayload } from 'jose';
import { personIdSchema, type PersonId } from '../../register/ids';
import { type TabConfig } from '../config';
import { type DoorRefusal } from './problem';

export type SignedIn = { kind: 'signed-in'; id: PersonId } | { kind: 'refused'; code: DoorRefusal };

/** Answers who presents this Authorization header; undefined when there was none. */
export type SignIn = (authorization: string | undefined) => Promise<SignedIn>;

/** Difference allowed between this machine's clock and the authority's, in seconds. */
const clockToleranceSeconds = 60;

const scope = 'access_as_user';

/** A checker for one tenant; the authority's keys are fetched when first needed and kept for ten minutes. */
export function createSignIn(config: TabConfig): SignIn {
  const keys = createRemoteJWKSet(
    new URL(`${config.CRR_AUTHORITY}/${config.CRR_TENANT_ID}/discovery/v2.0/keys`),
  );
  const expected = {
    algorithms: ['RS256'],
    issuer: `${config.CRR_AUTHORITY}/${config.CRR_TENANT_ID}/v2.0`,
    audience: config.CRR_TAB_APP_ID,
    requiredClaims: ['exp', 'oid', 'tid'],
    clockTolerance: clockToleranceSeconds,
  };
  return async (authorization) => {
    const token = /^Bearer ([\w-]+\.[\w-]+\.[\w-]*)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined) return refused('no-token');
    try {
      const { payload } = await jwtVerify(token, keys, expected);
      return fromClaims(payload, config);
    } catch (error) {
      return refused(codeOf(error));
    }
  };
}

function refused(code: DoorRefusal): SignedIn {
  return { kind: 'refused', code };
}

function fromClaims(claims: JWTPayload, config: TabConfig): SignedIn {
  const same = (claim: unknown, wanted: string) =>
    typeof claim === 'string' && claim.toLowerCase() === wanted.toLowerCase();
  if (!same(claims['tid'], config.CRR_TENANT_ID)) return refused('token-refused');
  if (!config.CRR_TAB_CLIENTS.some((client) => same(claims['azp'], client))) return refused('client-refused');
  if (
    !String(claims['scp'] ?? '')
      .split(' ')
      .includes(scope)
  )
    return refused('scope-missing');
  const id = personIdSchema.safeParse(String(claims['oid']).toLowerCase());
  return id.success ? { kind: 'signed-in', id: id.data } : refused('token-refused');
}

/** Faults of the key server are ours to mend, not the caller's: they must not read as a refused token. */
const keyServerFaults = new Set(['ERR_JOSE_GENERIC', 'ERR_JWKS_TIMEOUT', 'ERR_JWKS_INVALID']);

function codeOf(error: unknown): DoorRefusal {
  if (error instanceof errors.JWTExpired) return 'token-expired';
  if (error instanceof errors.JOSEError && !keyServerFaults.has(error.code)) return 'token-refused';
  return 'sign-in-unavailable';
}
