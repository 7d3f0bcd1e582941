/** The answer to a report: the reference, the phrase for Case Notes, what happens next. */
import { knownRegion } from '../../register/organisation';
import { type Risk } from '../../register/risk';
import { words } from '../words';
import { card, copyable, link, open, say, type Card } from './parts';
import { type Viewer } from './viewer';

export function reportAnswerCard(risk: Risk, viewer: Viewer): Card {
  const region = knownRegion(viewer.org, risk.region).name;
  return card({
    title: words.reported.title(risk.id),
    body: [
      say(words.reported.thanks),
      risk.called999 ? say(words.reported.called) : say(words.emergency, { weight: 'Bolder' }),
      risk.caseRef === null ? null : copyable(words.reported.phrase, viewer.org.caseNotesPhrase),
      say(words.reported.next(region), { spacing: 'Medium' }),
    ],
    actions: [
      open(words.risk.title(risk.id), 'risk', { id: risk.id }),
      open(words.home.report, 'report'),
      link(words.openTab, viewer.deepLink(risk.id)),
    ],
  });
}
