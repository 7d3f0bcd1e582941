/** The box's login authority: Entra's v2.0 documents and token endpoint, and the bot channel's key documents. */
import { randomUUID } from 'node:crypto';
import { type Request, type Response, urlencoded } from 'express';
import { type Box } from './box';
import { grantToken, type TokenRefusal } from './login-grants';

const documentParts = {
  response_types_supported: ['code', 'id_token', 'code id_token', 'id_token token'],
  subject_types_supported: ['pairwise'],
  id_token_signing_alg_values_supported: ['RS256'],
  token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
  scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
};

/** The issuer of every token of the authority. */
export const issuerOf = (box: Box): string => `${box.url()}/${box.options.tenantId}/v2.0`;

/** The address this request came to, so that links lead back through a proxy that keeps the Host header. */
export const originOf = (req: Request): string => `http://${req.get('host') ?? '127.0.0.1'}`;

/** Mounts the documents and the token endpoint. */
export function mountLogin(box: Box): void {
  const isOurTenant = (tenant: unknown): boolean =>
    [box.options.tenantId, 'common', 'organizations', 'botframework.com'].includes(String(tenant));

  box.app.get('/common/discovery/instance', (req, res) => void res.json(instanceDiscovery(box, req)));
  box.app.get('/:tenant/v2.0/.well-known/openid-configuration', (req, res) => {
    if (!isOurTenant(req.params.tenant)) return refuse(res, unknownTenant(req.params.tenant));
    const base = `${originOf(req)}/${box.options.tenantId}`;
    res.json({
      ...documentParts,
      issuer: issuerOf(box),
      token_endpoint: `${base}/oauth2/v2.0/token`,
      authorization_endpoint: `${base}/oauth2/v2.0/authorize`,
      end_session_endpoint: `${base}/oauth2/v2.0/logout`,
      jwks_uri: `${base}/discovery/v2.0/keys`,
    });
  });
  box.app.get('/:tenant/discovery/v2.0/keys', async (_req, res) => void res.json(await box.keys.jwks()));
  box.app.post('/:tenant/oauth2/v2.0/token', urlencoded({ extended: false }), async (req, res) => {
    if (!isOurTenant(req.params.tenant)) return refuse(res, unknownTenant(String(req.params.tenant)));
    const form = (req.body ?? {}) as Record<string, unknown>;
    const grant = await grantToken({ box, issuer: issuerOf(box) }, form, req.get('authorization'));
    if (!grant.ok) return refuse(res, grant);
    res.set('Cache-Control', 'no-store').json(grant.body);
  });
  mountChannelDocuments(box);
}

function mountChannelDocuments(box: Box): void {
  box.app.get('/v1/.well-known/openidconfiguration', (req, res) => {
    res.json({
      issuer: 'https://api.botframework.com',
      authorization_endpoint: 'https://invalid.botframework.com',
      jwks_uri: `${originOf(req)}/v1/.well-known/keys`,
      id_token_signing_alg_values_supported: ['RS256'],
      token_endpoint_auth_methods_supported: ['private_key_jwt'],
    });
  });
  box.app.get('/v1/.well-known/keys', async (_req, res) => {
    const { keys } = await box.keys.jwks();
    res.json({ keys: keys.map((key) => ({ ...key, endorsements: ['msteams'] })) });
  });
}

function instanceDiscovery(box: Box, req: Request): object {
  const host = new URL(originOf(req)).host;
  return {
    tenant_discovery_endpoint: `${originOf(req)}/${box.options.tenantId}/v2.0/.well-known/openid-configuration`,
    'api-version': '1.1',
    metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
  };
}

const unknownTenant = (tenant: string): TokenRefusal => ({
  ok: false,
  status: 400,
  error: 'invalid_tenant',
  code: 90002,
  sentence: `Tenant '${tenant.slice(0, 64)}' not found. Check that the configured tenant id is the box's.`,
});

function refuse(res: Response, refusal: TokenRefusal): void {
  const traceId = randomUUID();
  const correlationId = randomUUID();
  const timestamp = `${new Date().toISOString().slice(0, 19).replace('T', ' ')}Z`;
  const lines = `AADSTS${refusal.code}: ${refusal.sentence} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`;
  res.status(refusal.status).json({
    error: refusal.error,
    error_description: lines,
    error_codes: [refusal.code],
    timestamp,
    trace_id: traceId,
    correlation_id: correlationId,
  });
}
