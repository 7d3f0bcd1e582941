/** Which token a request to the token endpoint earns: client credentials and on-behalf-of, or Entra's refusal. */
import { createHash, randomUUID, timingSafeEqual } from 'node:crypto';
import { type Box, type BoxApp } from './box';

/** Audience of tokens for Graph. */
export const graphAudience = 'https://graph.microsoft.com';

/** Entra's error answer: OAuth error name, AADSTS number and a sentence. */
export interface TokenRefusal {
  ok: false;
  status: number;
  error: string;
  code: number;
  sentence: string;
}

interface TokenGrant {
  ok: true;
  body: {
    token_type: 'Bearer';
    expires_in: number;
    ext_expires_in: number;
    access_token: string;
    scope?: string;
  };
}

interface Authority {
  box: Box;
  issuer: string;
}

type Form = Record<string, unknown>;

const refusal = (status: number, error: string, code: number, sentence: string): TokenRefusal => ({
  ok: false,
  status,
  error,
  code,
  sentence,
});

const sameSecret = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());

const field = (form: Form, name: string): string | undefined => {
  const value = form[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Client id and secret, from the form or from a Basic header (each part form-encoded, as OAuth asks). */
function credentialsOf(form: Form, authorization: string | undefined): { id?: string; secret?: string } {
  const basic = /^Basic\s+(\S+)$/i.exec(authorization ?? '')?.[1];
  if (!basic) return { id: field(form, 'client_id'), secret: field(form, 'client_secret') };
  const [id = '', ...rest] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  try {
    return { id: decodeURIComponent(id), secret: decodeURIComponent(rest.join(':')) };
  } catch {
    // A header that was not form-encoded is taken as it stands, as Entra does.
    return { id, secret: rest.join(':') };
  }
}

function findApp(box: Box, form: Form, authorization: string | undefined): BoxApp | TokenRefusal {
  const { id, secret } = credentialsOf(form, authorization);
  if (!id)
    return refusal(
      400,
      'invalid_request',
      900144,
      "The request body must contain the parameter 'client_id'.",
    );
  const app = box.options.apps.find((candidate) => candidate.clientId === id);
  if (!app) {
    return refusal(
      400,
      'unauthorized_client',
      700016,
      'Application with this identifier was not found in the directory.',
    );
  }
  if (!secret) {
    const sentence = "The request body must contain 'client_secret' (the box knows no certificates).";
    return refusal(401, 'invalid_client', 7000218, sentence);
  }
  if (!sameSecret(secret, app.clientSecret)) {
    return refusal(401, 'invalid_client', 7000215, 'Invalid client secret provided.');
  }
  return app;
}

async function answer(
  authority: Authority,
  claims: Record<string, unknown>,
  scope?: string,
): Promise<TokenGrant> {
  const token = await authority.box.keys.sign({
    iss: authority.issuer,
    tid: authority.box.options.tenantId,
    uti: randomUUID(),
    ver: '2.0',
    ...claims,
  });
  const body = { token_type: 'Bearer' as const, expires_in: 3599, ext_expires_in: 3599, access_token: token };
  return { ok: true, body: scope === undefined ? body : { ...body, scope } };
}

async function clientCredentials(
  authority: Authority,
  app: BoxApp,
  form: Form,
): Promise<TokenGrant | TokenRefusal> {
  const scope = field(form, 'scope')?.split(/\s+/)[0];
  if (!scope?.endsWith('/.default')) {
    const sentence = 'The scope of a client credentials request must be one resource followed by /.default.';
    return refusal(400, 'invalid_scope', 1002012, sentence);
  }
  const claims = {
    aud: scope.slice(0, -'/.default'.length),
    appid: app.clientId,
    azp: app.clientId,
    sub: app.clientId,
    oid: app.clientId,
    idtyp: 'app',
  };
  return await answer(authority, claims);
}

async function onBehalfOf(authority: Authority, app: BoxApp, form: Form): Promise<TokenGrant | TokenRefusal> {
  const assertion = field(form, 'assertion');
  const scopes = (field(form, 'scope') ?? '').split(/\s+/).filter(Boolean);
  if (!assertion || field(form, 'requested_token_use') !== 'on_behalf_of') {
    const sentence = "The request body must contain 'assertion' and 'requested_token_use=on_behalf_of'.";
    return refusal(400, 'invalid_request', 900144, sentence);
  }
  const held = await authority.box.keys.verify(assertion, { issuer: authority.issuer });
  if (!held)
    return refusal(400, 'invalid_grant', 50013, 'Assertion failed signature validation or has expired.');
  const audience = String(held['aud']);
  if (
    audience !== app.clientId &&
    !(audience.startsWith('api://') && audience.endsWith(`/${app.clientId}`))
  ) {
    return refusal(
      400,
      'invalid_grant',
      50013,
      'Assertion audience does not match the application presenting it.',
    );
  }
  const user = authority.box.user(String(held['oid']));
  if (!user?.accountEnabled) {
    return refusal(400, 'invalid_grant', 50057, 'The user account is disabled or does not exist.');
  }
  const resource = scopes.find((scope) => /^\w+:\/\//.test(scope));
  const scp = scopes.map((scope) => scope.split('/').pop()).join(' ');
  const claims = {
    aud: resource ? resource.slice(0, resource.lastIndexOf('/')) : graphAudience,
    appid: app.clientId,
    azp: app.clientId,
    sub: user.id,
    oid: user.id,
    name: user.displayName,
    preferred_username: user.userPrincipalName,
    idtyp: 'user',
    scp,
  };
  return await answer(authority, claims, scopes.join(' '));
}

/** The answer of the token endpoint to a form. */
export async function grantToken(
  authority: Authority,
  form: Form,
  authorization: string | undefined,
): Promise<TokenGrant | TokenRefusal> {
  const app = findApp(authority.box, form, authorization);
  if ('ok' in app) return app;
  switch (field(form, 'grant_type')) {
    case 'client_credentials':
      return await clientCredentials(authority, app, form);
    case 'urn:ietf:params:oauth:grant-type:jwt-bearer':
      return await onBehalfOf(authority, app, form);
    default:
      return refusal(400, 'unsupported_grant_type', 70003, 'The app requested an unsupported grant type.');
  }
}
