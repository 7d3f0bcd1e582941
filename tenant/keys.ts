/** The signing key of the box: made once per home folder, kept there, used by its login authority and bot channel. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import { type BoxKeys } from './box';
import { readJsonFile, writeJsonFile } from './json-file';

const publicPart = (jwk: JWK): JWK => ({ kty: jwk.kty, n: jwk.n, e: jwk.e });

async function loadPrivateKey(home: string): Promise<JWK> {
  const path = join(home, 'signing-key.json');
  const kept = (await readJsonFile(path)) as JWK | undefined;
  if (kept) return kept;
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  const jwk = await exportJWK(privateKey);
  await writeJsonFile(path, jwk, 0o600);
  return jwk;
}

/** The keys of a home folder. Times in tokens are real time, not the box's clock: libraries compare them with their own. */
export async function openKeys(home: string): Promise<BoxKeys> {
  const jwk = await loadPrivateKey(home);
  const kid = createHash('sha256').update(String(jwk.n)).digest('base64url').slice(0, 27);
  const privateKey = await importJWK(jwk, 'RS256');
  const publicKey = await importJWK(publicPart(jwk), 'RS256');
  return {
    async sign(claims) {
      const now = Math.floor(Date.now() / 1000);
      return await new SignJWT({ iat: now, nbf: now, exp: now + 3600, ...claims })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid, x5t: kid })
        .sign(privateKey);
    },
    async verify(token, expected) {
      try {
        const { payload } = await jwtVerify(token, publicKey, { ...expected, algorithms: ['RS256'] });
        return payload;
      } catch {
        // Why a token is bad is nobody's business but its owner's; the callers answer 401 as Microsoft does.
        return null;
      }
    },
    jwks: () => Promise.resolve({ keys: [{ ...publicPart(jwk), use: 'sig', alg: 'RS256', kid, x5t: kid }] }),
  };
}
