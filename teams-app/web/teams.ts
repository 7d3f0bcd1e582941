/** The page's talk with Teams: start, theme, sign-in, and which risk a link asked for. */
import { app, authentication } from '@microsoft/teams-js';

export type HostTheme = 'light' | 'dark' | 'contrast';

/** What Teams said when the page opened. */
export interface Host {
  theme: HostTheme;
  /** Id carried by the deep link, as given; null when there was none. */
  linked: string | null;
}

/** How long Teams may take to answer before the page says that it is not in Teams. */
const answerWithinMs = 10_000;

function themeOf(name: string): HostTheme {
  if (name === 'dark' || name === 'contrast') return name;
  return 'light'; // "default", and "glass", which has no theme of its own here
}

/** Further origins the server lets frame this page; teams-js knows those of Microsoft. */
function furtherOrigins(): string[] {
  const content = document.querySelector<HTMLMetaElement>('meta[name="crr-frame-hosts"]')?.content ?? '';
  return content.split(' ').filter((origin) => origin !== '');
}

function late(): Promise<never> {
  return new Promise((_resolve, reject) =>
    setTimeout(() => reject(new Error('Teams did not answer.')), answerWithinMs),
  );
}

/** Starts teams-js; rejects when no Teams answers. */
export async function openHost(): Promise<Host> {
  await Promise.race([app.initialize(furtherOrigins()), late()]);
  const context = await Promise.race([app.getContext(), late()]);
  app.notifyAppLoaded();
  // Only takes Teams' loading indicator away; a host that has none may refuse.
  app.notifySuccess().catch(() => undefined);
  return { theme: themeOf(context.app.theme), linked: context.page.subPageId || null };
}

/** Calls the listener whenever the person changes their theme; Teams keeps one listener, the last. */
export function followTheme(listener: (theme: HostTheme) => void): void {
  app.registerOnThemeChangeHandler((name) => listener(themeOf(name)));
}

/** A token for this app's API. Teams keeps it; asked for each time, so that it is never stale. */
export function token(): Promise<string> {
  return authentication.getAuthToken();
}
