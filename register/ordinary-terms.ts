/** Words that are capitalised without being anybody's name, and given names that are hardly ever anything else. British usage. */
import { labels } from './vocabulary';

const calendar =
  'january february march april may june july august september october november december monday tuesday wednesday thursday ' +
  'friday saturday sunday christmas easter boxing bank holiday new year eve day ramadan diwali eid';

const office =
  'mosaic cobseo assemble teams microsoft excel sharepoint outlook regional office officer operations manager head of casework ' +
  'services service support public relations safeguarding team register risk reporting form screening check checklist visit ' +
  'person summary case notes note details contact triage level channel assistance provider providers volunteer volunteers client ' +
  'caseworker employee incident meeting review weekly usage completion guidance reference policy north south east west northern southern eastern western central area region';

const agencies =
  'adult adults children childrens social care act mental health crisis home treatment council city county district borough ' +
  'local authority police crown magistrates family court prosecution probation national prison hospital infirmary ward clinic ' +
  'surgery general practice community nurse nursing fire rescue ambulance trust foundation housing association job centre plus ' +
  'jobcentre universal credit personal independence payment department work pensions human rights data protection officer ' +
  'order restraining molestation non protective harm prevention restriction requirement bail protection plan conference multi ' +
  'agency panel prevent domestic violence disclosure scheme safe line helpline samaritans citizens advice post christian muslim ' +
  'jewish church mosque';

const forces =
  'royal british legion army navy air force marines marine corps regiment battalion veterans veteran armed forces defence ministry ' +
  'reserve reserves cadet cadets infantry artillery engineers signals medal remembrance gulf falklands bosnia iraq afghanistan';

const places =
  'england scotland wales ireland britain great united kingdom europe european london english scottish welsh irish polish ' +
  'german french romanian ukrainian covid google facebook whatsapp instagram youtube tiktok zoom facetime';

const dogs =
  'staffordshire bull terrier pit german shepherd rottweiler alsatian doberman american bully xl mastiff cane corso husky ' +
  'jack russell border collie cocker spaniel labrador retriever great dane presa canario tosa dogo argentino akita';

const sentence =
  'the a an he she they it we i his her their our this that there these those client please no not now then when while after ' +
  'before because if but and or also see ask call ring meet do never always only two three one dog yes';

const labelWords = Object.values(labels)
  .flatMap((list) => Object.values(list))
  .join(' ');

/** Splits text into lower-case words. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}]+/gu) ?? [];
}

/** Lower-case words that never make a name. */
export const ordinaryTerms: ReadonlySet<string> = new Set(
  [calendar, office, agencies, forces, places, dogs, sentence, labelWords].flatMap(wordsOf),
);

/** Common given names that are not also common words: Mark, Grace, May, Will and their like are left out. */
export const givenNames: ReadonlySet<string> = new Set(
  wordsOf(
    'aaron abdul abigail adam adrian ahmed aisha alan alex alexander alice alison amanda amelia amy andrea andrew angela ann anna ' +
      'anne anthony ashley barbara barry ben benjamin beth brian bradley callum carl carol caroline catherine charlotte chloe chris ' +
      'christine christopher claire colin connor craig daniel dave david deborah debbie denise dennis derek diane donna ' +
      'dorothy duncan dylan edward eileen elaine elizabeth ellie emily emma eric ethan fatima fiona francis gareth gary gavin gemma ' +
      'geoff geoffrey george gillian glen gordon graham greg hannah harry heather helen henry hugh ian imran isabel jacob jacqueline ' +
      'jade jake james jamie jane janet jason jean jeff jennifer jenny jeremy jessica jim joan joanne john jonathan joseph josh ' +
      'joshua joyce judith julia julie karen kate katherine kathleen katie keith kelly kenneth kerry kevin kieran kim kyle laura ' +
      'lauren leanne lee leon lesley liam linda lisa lorraine louise lucy luke lynn malcolm margaret maria marie martin mary ' +
      'matthew maureen megan melanie michael michelle mike mohammed muhammad natalie natasha nathan neil nicholas nicola nigel ' +
      'oliver olivia pamela patricia patrick paul paula pauline peter philip phillip rachel raymond rebecca richard robert roger ' +
      'ronald rosemary roy russell ruth ryan sally sam samantha samuel sandra sarah scott sean sharon sheila shirley simon sophie ' +
      'stacey stephanie stephen steve steven stuart susan suzanne tanya terence teresa terry thomas tim timothy tina tom tony tracey ' +
      'tracy trevor valerie vanessa victoria vincent wayne wendy william yvonne zoe',
  ),
);
