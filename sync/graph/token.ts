/** Tokens of the service's own app registration, from Entra or from the box. */
import { readFileSync } from 'node:fs';
import { ConfidentialClientApplication, type Configuration } from '@azure/msal-node';
import { isLoopback, type SyncConfig } from '../config';
import { GraphError } from './errors';
import { loginNetwork } from './login-network';

/** Where the client gets its tokens. */
export interface TokenSource {
  /** A bearer token for one scope such as https://graph.microsoft.com/.default; throws GraphError 'token-refused'. `refused`: a token Graph
   *  has just answered 401; it is dropped, however long it should have lived, and another one asked for. */
  tokenFor(scope: string, refused?: string): Promise<string>;
}

interface Held {
  token: string;
  expiresAt: number;
}

/** A token is not handed out in the last minute of its life: a request must still arrive with it. */
const marginMs = 60_000;

/** Signs in with the configured secret or certificate; one request to the authority at a time and scope. */
export function createTokenSource(config: SyncConfig): TokenSource {
  const app = new ConfidentialClientApplication(settings(config));
  const held = new Map<string, Held>();
  const asking = new Map<string, Promise<string>>();
  /** Scopes whose token was refused: MSAL still has it and would hand it out again. */
  const dropped = new Set<string>();

  async function ask(scope: string): Promise<string> {
    try {
      const skipCache = dropped.has(scope);
      const result = await app.acquireTokenByClientCredential({ scopes: [scope], skipCache });
      if (!result) throw new Error('The authority answered without a token.');
      // While this one was asked for, the token MSAL remembers may have been refused.
      if (skipCache || !dropped.has(scope)) {
        dropped.delete(scope);
        held.set(scope, { token: result.accessToken, expiresAt: result.expiresOn?.getTime() ?? 0 });
      }
      return result.accessToken;
    } catch (error) {
      // MSAL renews early and reports a failed renewal although the old token still counts.
      const old = held.get(scope);
      if (old && old.expiresAt - Date.now() > marginMs) return old.token;
      throw refused(error);
    }
  }

  return {
    tokenFor(scope, refused) {
      // Another request may have been refused as well, and have another token by now.
      const known = held.get(scope)?.token ?? refused;
      if (refused !== undefined && known === refused) {
        held.delete(scope);
        dropped.add(scope);
      }
      const key = dropped.has(scope) ? `${scope} anew` : scope;
      const running = asking.get(key);
      if (running) return running;
      const started = ask(scope).finally(() => asking.delete(key));
      asking.set(key, started);
      return started;
    },
  };
}

function refused(cause: unknown): GraphError {
  const named = cause as { errorCode?: unknown; errorNo?: unknown };
  const code = typeof named.errorCode === 'string' ? named.errorCode : null;
  return new GraphError(
    {
      code: 'token-refused',
      method: 'POST',
      path: '/{tenant}/oauth2/v2.0/token',
      status: null,
      serviceCode: code,
      requestId: null,
      retryAfterMs: null,
    },
    { cause },
  );
}

function settings(config: SyncConfig): Configuration {
  // MSAL accepts https spellings only; our network client turns this machine's back into http.
  const isPlain = config.CRR_AUTHORITY.startsWith('http:') && isLoopback(config.CRR_AUTHORITY);
  const authority = `${config.CRR_AUTHORITY.replace(/^http:/, 'https:')}/${config.CRR_TENANT_ID}`;
  return {
    auth: {
      clientId: config.CRR_GRAPH_CLIENT_ID,
      authority,
      knownAuthorities: [new URL(authority).host],
      authorityMetadata: metadata(authority),
      ...credential(config),
    },
    system: {
      networkClient: loginNetwork(isPlain ? new URL(authority).origin : null),
      // No log: MSAL's lines name accounts and scopes.
      loggerOptions: { loggerCallback: () => undefined, piiLoggingEnabled: false },
    },
  };
}

function credential(config: SyncConfig): Partial<Configuration['auth']> {
  if (config.CRR_GRAPH_CLIENT_SECRET !== undefined) return { clientSecret: config.CRR_GRAPH_CLIENT_SECRET };
  const pem = readFileSync(config.CRR_GRAPH_CERTIFICATE_PATH ?? '', 'utf8');
  const privateKey =
    /-----BEGIN (?:[A-Z]+ )?PRIVATE KEY-----[\s\S]+?-----END (?:[A-Z]+ )?PRIVATE KEY-----/.exec(pem);
  const x5c = /-----BEGIN CERTIFICATE-----[\s\S]+-----END CERTIFICATE-----/.exec(pem);
  if (!privateKey)
    throw new Error('The file of CRR_GRAPH_CERTIFICATE_PATH holds no private key; export it as PEM.');
  return {
    clientCertificate: {
      thumbprintSha256: config.CRR_GRAPH_CERTIFICATE_THUMBPRINT ?? '',
      privateKey: privateKey[0],
      ...(x5c ? { x5c: x5c[0] } : {}),
    },
  };
}

/** Written down rather than discovered, so that no other host is ever asked about ours. */
function metadata(authority: string): string {
  return JSON.stringify({
    issuer: `${authority}/v2.0`,
    authorization_endpoint: `${authority}/oauth2/v2.0/authorize`,
    token_endpoint: `${authority}/oauth2/v2.0/token`,
    jwks_uri: `${authority}/discovery/v2.0/keys`,
    end_session_endpoint: `${authority}/oauth2/v2.0/logout`,
  });
}
