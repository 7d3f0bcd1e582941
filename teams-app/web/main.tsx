/** Starts the tab: Teams first, then the page in the person's theme. */
import {
  createDOMRenderer, FluentProvider, RendererProvider, teamsDarkTheme, teamsHighContrastTheme, teamsLightTheme, type Theme,
} from '@fluentui/react-components'; // prettier-ignore
import { useEffect, useState, type ReactElement } from 'react';
import { createRoot } from 'react-dom/client';
import { Shell } from './shell';
import { followTheme, openHost, type Host, type HostTheme } from './teams';
import { Failed, Waiting } from './ui/states';
import { words } from './words';

const themes: Record<HostTheme, Theme> = {
  light: teamsLightTheme,
  dark: teamsDarkTheme,
  contrast: teamsHighContrastTheme,
};

/** The policy lets only style elements with this request's nonce in. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="crr-nonce"]')?.nonce;
const renderer = createDOMRenderer(document, { styleElementAttributes: nonce ? { nonce } : {} });

function Page(): ReactElement {
  const [host, setHost] = useState<Host | 'waiting' | 'none'>('waiting');
  const [theme, setTheme] = useState<HostTheme>('light');
  useEffect(() => {
    openHost().then(
      (opened) => {
        setTheme(opened.theme);
        setHost(opened);
        followTheme(setTheme);
      },
      () => setHost('none'), // whatever the reason, the page tells the person to open it in Teams
    );
  }, []);
  return (
    <RendererProvider renderer={renderer}>
      <FluentProvider theme={themes[theme]} style={{ minHeight: '100%' }}>
        {host === 'waiting' && <Waiting label={words.loading} />}
        {host === 'none' && <Failed message={`${words.emergency} ${words.failure.notTeams}`} />}
        {typeof host === 'object' && <Shell linked={host.linked} />}
      </FluentProvider>
    </RendererProvider>
  );
}

const root = document.getElementById('page');
if (!root) throw new Error('index.html has no element "page" for the tab to live in.');
createRoot(root).render(<Page />);
