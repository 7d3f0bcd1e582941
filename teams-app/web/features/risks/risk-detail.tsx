/** One risk, read only, in a panel beside the list: everything for the office, the working instruction for its reporter. */
import {
  Button, DrawerBody, DrawerHeader, DrawerHeaderTitle, makeStyles, MessageBar, MessageBarBody, MessageBarTitle, OverlayDrawer, Text, tokens,
} from '@fluentui/react-components'; // prettier-ignore
import { useCallback, type ReactElement, type ReactNode } from 'react';
import { labels } from '../../../../register/vocabulary';
import { type RiskDetail } from '../../../api/contract';
import { readRisk } from '../../api';
import { LateMark, LevelMark } from '../../ui/marks';
import { Failed, Waiting } from '../../ui/states';
import { useReading } from '../../use-reading';
import { words } from '../../words';

const useStyles = makeStyles({
  facts: { display: 'grid', gap: tokens.spacingVerticalM, margin: 0, paddingBlock: tokens.spacingVerticalM },
  term: { color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  value: { margin: 0, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' },
  list: { margin: 0, paddingInlineStart: tokens.spacingHorizontalXL },
});

type Row = Extract<RiskDetail, { view: 'row' }>;
const { detail: said } = words;

function Fact({ term, children }: { term: string; children: ReactNode }): ReactElement {
  const styles = useStyles();
  return (
    <div>
      <dt className={styles.term}>{term}</dt>
      <dd className={styles.value}>{children}</dd>
    </div>
  );
}

function ownerOf(mitigation: RiskDetail['mitigations'][number]): string {
  if (!('owner' in mitigation)) return '';
  const { kind, name } = mitigation.owner;
  return ` (${kind === 'person' ? name : said[kind]})`;
}

function Mitigations({ risk }: { risk: RiskDetail }): ReactElement {
  const styles = useStyles();
  if (risk.mitigations.length === 0) return <>{said.noMitigations}</>;
  return (
    <ul className={styles.list}>
      {risk.mitigations.map((one) => (
        <li key={`${one.code} ${one.text}`}>
          {labels.mitigations[one.code]}
          {one.text === '' ? '' : `: ${one.text}`}
          {ownerOf(one)}
        </li>
      ))}
    </ul>
  );
}

/** A value and, behind it, why. */
const because = (value: string, reason: string) => (reason === '' ? value : `${value}. ${reason}`);

const byOn = (date: string, name: string) => (name === '' ? date : `${date}, ${name}`);

function OfficeFacts({ risk }: { risk: Row }): ReactElement {
  const category = risk.category === null ? words.list.noLevel : labels.category[risk.category];
  return (
    <>
      <Fact term={said.summary}>{risk.summary}</Fact>
      <Fact term={said.types}>{risk.types.map((type) => labels.types[type]).join(', ')}</Fact>
      <Fact term={said.category}>{category}</Fact>
      <Fact term={said.atRisk}>{risk.atRisk.map((group) => labels.atRisk[group]).join(', ')}</Fact>
      <Fact term={said.level}>
        <LevelMark level={risk.level} /> {risk.levelReason}
      </Fact>
      <Fact term={said.warning}>{because(labels.warning[risk.warning], risk.noWarningReason)}</Fact>
      <Fact term={said.owner}>{risk.ownerName || words.list.nobody}</Fact>
      <Fact term={said.nextReview}>
        {words.date(risk.nextReviewOn, words.list.noReview)} <LateMark days={risk.daysLate} />
      </Fact>
      <Fact term={said.lastReview}>
        {byOn(words.date(risk.lastReviewedOn, words.list.noReview), risk.lastReviewedByName)}
      </Fact>
      <Fact term={said.reported}>
        {byOn(words.date(risk.reportedOn, ''), risk.reportedByName || said.typed)}
        {risk.called999 ? `. ${said.called999}.` : ''}
      </Fact>
      {risk.recordedByName !== '' && <Fact term={said.recorded}>{risk.recordedByName}</Fact>}
      {risk.inactive && (
        <Fact term={said.inactive}>
          {because(
            `${words.date(risk.inactive.on, '')}: ${labels.inactiveReason[risk.inactive.reason]}`,
            risk.inactive.rationale,
          )}
        </Fact>
      )}
    </>
  );
}

function Facts({ risk }: { risk: RiskDetail }): ReactElement {
  const styles = useStyles();
  const posture = labels.posture[risk.posture];
  return (
    <>
      {risk.view === 'row' && risk.attention !== '' && (
        <MessageBar intent="warning">
          <MessageBarBody>
            <MessageBarTitle>{said.attention}</MessageBarTitle>
            {risk.attention}
          </MessageBarBody>
        </MessageBar>
      )}
      <dl className={styles.facts}>
        <Fact term={said.caseRef}>{risk.caseRef ?? said.noCase}</Fact>
        <Fact term={words.list.status}>{labels.status[risk.status]}</Fact>
        <Fact term={said.working}>
          {risk.view === 'row' ? because(posture, risk.postureReason) : posture}
        </Fact>
        <Fact term={said.mitigations}>
          <Mitigations risk={risk} />
        </Fact>
        {risk.view === 'row' && <OfficeFacts risk={risk} />}
      </dl>
      <Text size={200}>{risk.view === 'row' ? said.readOnly : said.instructionOnly}</Text>
    </>
  );
}

function Reader({ id }: { id: string }): ReactElement {
  const read = useCallback(() => readRisk(id), [id]);
  const [reading, again] = useReading(read);
  if (reading.state === 'waiting') return <Waiting label={said.loading} />;
  if (reading.state === 'failed')
    return <Failed message={`${said.notHere(id)} ${reading.message}`} again={again} />;
  return <Facts risk={reading.value} />;
}

/** The panel; Escape and a click beside it close it, focus stays inside while it is open. */
export function RiskPanel({ id, close }: { id: string | null; close: () => void }): ReactElement {
  const closeButton = (
    <Button appearance="subtle" onClick={close}>
      {said.close}
    </Button>
  );
  return (
    <OverlayDrawer position="end" open={id !== null} onOpenChange={(_event, { open }) => !open && close()}>
      <DrawerHeader>
        <DrawerHeaderTitle action={closeButton}>{id}</DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody tabIndex={0}>{id !== null && <Reader id={id} />}</DrawerBody>
    </OverlayDrawer>
  );
}
