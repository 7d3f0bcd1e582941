/** What Teams tells a tab about where it is and who looks at it. */
import { type Person } from '../api';
import { type Theme } from '../session';

/** Whose tab it is and which page of it. */
export interface TabContext {
  person: Person;
  tenantId: string;
  /** The app's manifest id. */
  appId: string;
  page: string;
  subPage: string | undefined;
}

/** What this host can do, in the form teams-js reads at `initialize` (runtime version 4). */
export const RUNTIME = {
  apiVersion: 4,
  isNAAChannelRecommended: false,
  isLegacyTeams: false,
  hostVersionsInfo: { adaptiveCardSchemaVersion: { majorVersion: 1, minorVersion: 5 } },
  supports: { app: {}, pages: { currentApp: {} }, authentication: {} },
};

/** The context in the flat form that `getContext` travels in; teams-js makes its own shape of it. */
export function legacyContext(context: TabContext, theme: Theme): Record<string, unknown> {
  const { person, tenantId, appId, page, subPage } = context;
  return {
    appId,
    entityId: page,
    subEntityId: subPage,
    locale: 'en-gb',
    theme,
    hostName: 'Teams',
    hostClientType: 'web',
    frameContext: 'content',
    ringId: 'general',
    sessionId: crypto.randomUUID(),
    appSessionId: crypto.randomUUID(),
    isFullScreen: false,
    isMultiWindow: false,
    tid: tenantId,
    userObjectId: person.id,
    userDisplayName: person.displayName,
    userPrincipalName: person.userPrincipalName,
    loginHint: person.userPrincipalName,
    osLocaleInfo: { platform: 'web', regionalFormat: 'en-gb', shortDate: 'dd/MM/y', shortTime: 'HH:mm' },
  };
}
