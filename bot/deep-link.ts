/** Links into the tab: they carry an id and nothing else. */
import { type BotConfig } from './config';

/** Makes the links Teams opens in the app's own tab (page id "register"), with the web address for everybody else. */
export function teamsDeepLink(config: BotConfig): (subject: string) => string {
  return (subject) => {
    const web = new URL(config.CRR_TAB_URL);
    web.searchParams.set('open', subject);
    const query = new URLSearchParams({
      webUrl: web.toString(),
      context: JSON.stringify({ subEntityId: subject }),
    });
    return `https://teams.microsoft.com/l/entity/${encodeURIComponent(config.CRR_MANIFEST_ID)}/register?${query.toString().replaceAll('+', '%20')}`;
  };
}
