/** The first page: the risks this person may see, narrowed by the bar, one of them open in the panel. */
import { makeStyles, MessageBar, MessageBarBody, Subtitle1, Text, tokens } from '@fluentui/react-components';
import { useState, type ReactElement } from 'react';
import { isRiskId } from '../../../../register/ids';
import { type Me, type RiskList } from '../../../api/contract';
import { readRisks } from '../../api';
import { Empty, Failed, Waiting } from '../../ui/states';
import { useReading } from '../../use-reading';
import { words } from '../../words';
import { FilterBar } from './filter-bar';
import { filtered, lateCount, noFilter } from './filter';
import { RiskPanel } from './risk-detail';
import { RiskTable } from './risk-list';

const useStyles = makeStyles({
  page: { display: 'grid', gridTemplateColumns: 'minmax(0, 1fr)', gap: tokens.spacingVerticalM },
  heading: { margin: 0 },
});

/** Regions from whose sheet nothing is taken: what is typed there is not in effect. */
function Held({ regions }: { regions: RiskList['held'] }): ReactElement | null {
  if (regions.length === 0) return null;
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>{words.list.held(regions)}</MessageBarBody>
    </MessageBar>
  );
}

function Found({ me, list, open }: { me: Me; list: RiskList; open: (id: string) => void }): ReactElement {
  const { risks } = list;
  const styles = useStyles();
  const [filter, setFilter] = useState(noFilter);
  const onlyInstruction = risks.every((risk) => risk.view === 'instruction');
  const isCaseworker = me.roles.every((role) => role.code === 'caseworker');
  const shown = filtered(risks, filter);
  if (risks.length === 0) return <Empty text={isCaseworker ? words.empty.ownNone : words.empty.none} />;
  return (
    <section className={styles.page} aria-labelledby="risks-heading">
      <Subtitle1 as="h2" id="risks-heading" className={styles.heading}>
        {onlyInstruction ? words.list.ownHeading : words.list.heading}
      </Subtitle1>
      <Held regions={list.held} />
      <FilterBar regions={me.regions} filter={filter} change={setFilter} />
      <Text role="status" size={200}>
        {words.list.found(shown.length, lateCount(shown))}
      </Text>
      {shown.length === 0 ? (
        <Empty text={words.empty.noMatch} clear={() => setFilter({ ...noFilter, withInactive: true })} />
      ) : (
        <RiskTable risks={shown} onlyInstruction={onlyInstruction} open={open} />
      )}
    </section>
  );
}

/** `linked`: what a deep link asked for; anything but a Risk ID is left aside. */
export function RisksPage({ me, linked }: { me: Me; linked: string | null }): ReactElement {
  const [reading, again] = useReading(readRisks);
  const [opened, setOpened] = useState<string | null>(linked !== null && isRiskId(linked) ? linked : null);
  return (
    <>
      {reading.state === 'waiting' && <Waiting label={words.loading} />}
      {reading.state === 'failed' && <Failed message={reading.message} again={again} />}
      {reading.state === 'there' && <Found me={me} list={reading.value} open={setOpened} />}
      <RiskPanel id={opened} close={() => setOpened(null)} />
    </>
  );
}
