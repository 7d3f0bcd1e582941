/** The host's side of teams-js 2.58.0: answers what a tab asks of Teams over window.postMessage. */
import { type Theme } from '../session';
import { legacyContext, RUNTIME, type TabContext } from './teams-context';

/** What the host is told and may do. */
export interface TeamsHostOptions {
  frame: HTMLIFrameElement;
  /** The tab's origin; messages from others are not heard. */
  origin: string;
  theme: Theme;
  context: TabContext;
  token(): Promise<string>;
  /** A link the tab wants to open. */
  follow(address: string): void;
  /** Another page of this app. */
  goTo(page: string, subPage: string | undefined): void;
  /** Something the person at the page should know. */
  tell(text: string): void;
}

/** A running host. */
export interface TeamsHost {
  setTheme(theme: Theme): void;
  stop(): void;
}

/** A request as teams-js serialises it. */
interface TabRequest {
  id: number;
  uuidAsString?: string;
  func: string;
  args?: unknown[];
  apiVersionTag?: string;
}

/** Arguments of the answer; null for requests that have none. */
type Answer = unknown[] | null | Promise<unknown[] | null>;

/** Begins to listen; `stop` ends it. */
export function teamsHost(options: TeamsHostOptions): TeamsHost {
  let theme = options.theme;
  const post = (message: object): void => options.frame.contentWindow?.postMessage(message, options.origin);
  const heard = (event: MessageEvent): void => {
    if (event.source !== options.frame.contentWindow || event.origin !== options.origin) return;
    const request = event.data as TabRequest | null;
    if (typeof request !== 'object' || typeof request?.func !== 'string') return;
    void answerOf(request, options, theme).then((args) => {
      if (args !== null) post({ id: request.id, uuidAsString: request.uuidAsString, args });
    });
  };
  addEventListener('message', heard);
  return {
    setTheme: (wanted) => {
      theme = wanted;
      post({ func: 'themeChange', args: [wanted] });
    },
    stop: () => removeEventListener('message', heard),
  };
}

async function answerOf(
  request: TabRequest,
  options: TeamsHostOptions,
  theme: Theme,
): Promise<unknown[] | null> {
  const handler = HANDLERS[request.func];
  if (handler !== undefined) return handler(request.args ?? [], options, theme);
  options.tell(`The tab asked Teams for "${request.func}", which this stand-in does not imitate.`);
  return null;
}

type Handler = (args: unknown[], options: TeamsHostOptions, theme: Theme) => Answer;

const silent: Handler = () => null;

const HANDLERS: Record<string, Handler> = {
  initialize: () => ['content', 'web', JSON.stringify(RUNTIME), '2.0.8'],
  getContext: (_args, options, theme) => [legacyContext(options.context, theme)],
  registerHandler: silent,
  'appInitialization.appLoaded': silent,
  'appInitialization.success': silent,
  'appInitialization.failure': (args, options) => {
    options.tell(`The tab could not start: ${String(args[1] ?? args[0] ?? 'no reason given')}`);
    return null;
  },
  'appInitialization.expectedFailure': silent,
  'authentication.getAuthToken': async (_args, options) => {
    try {
      return [true, await options.token()];
    } catch (error) {
      return [false, error instanceof Error ? error.message : 'No token.'];
    }
  },
  'authentication.authenticate': () => [false, 'This stand-in has no consent windows.'],
  executeDeepLink: (args, options) => {
    options.follow(String(args[0]));
    return [true];
  },
  'pages.navigateToApp': (args, options) => navigate(args[0], options),
  'pages.currentApp.navigateTo': (args, options) => {
    const wanted = args[0] as { pageId?: string; subPageId?: string } | undefined;
    options.goTo(wanted?.pageId ?? options.context.page, wanted?.subPageId);
    return [true];
  },
  'pages.currentApp.navigateToDefaultPage': (_args, options) => {
    options.goTo(options.context.page, undefined);
    return [true];
  },
  navigateBack: () => [false, 'Back navigation is not handled.'],
  setFrameContext: silent,
  returnFocus: silent,
  'log.receive': silent,
};

function navigate(wanted: unknown, options: TeamsHostOptions): unknown[] {
  const { appId, pageId, subPageId } = (wanted ?? {}) as {
    appId?: string;
    pageId?: string;
    subPageId?: string;
  };
  if (appId !== options.context.appId) return [false, 'This stand-in has no other apps.'];
  options.goTo(pageId ?? options.context.page, subPageId);
  return [true];
}
