/** The frame of every page: who you are, 999, the page itself, whom to ask. */
import {
  Link,
  makeStyles,
  MessageBar,
  MessageBarBody,
  Text,
  Title3,
  tokens,
} from '@fluentui/react-components';
import { type ReactElement } from 'react';
import { type Me } from '../api/contract';
import { readMe } from './api';
import { RisksPage } from './features/risks/risks-page';
import { Failed, Waiting } from './ui/states';
import { useReading } from './use-reading';
import { words } from './words';

const useStyles = makeStyles({
  frame: {
    boxSizing: 'border-box',
    display: 'grid',
    alignContent: 'start',
    gap: tokens.spacingVerticalM,
    maxWidth: '70rem',
    marginInline: 'auto',
    padding: tokens.spacingHorizontalL,
    '@media (max-width: 479px)': { padding: tokens.spacingHorizontalM },
  },
  top: { display: 'grid', gap: tokens.spacingVerticalM },
  head: {
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    alignItems: 'baseline',
    gap: tokens.spacingHorizontalM,
  },
  title: { margin: 0 },
  foot: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalM },
});

function Who({ me }: { me: Me }): ReactElement {
  const roles = me.roles.map((role) => role.label).join(', ');
  const place = me.region === null ? '' : ` · ${me.region.name}`;
  return <Text>{`${words.youAre(me.name, roles)}${place}`}</Text>;
}

function Help({ help }: { help: Me['help'] }): ReactElement {
  const styles = useStyles();
  return (
    <footer className={styles.foot}>
      <Link href={`mailto:${help.mailbox}`}>{words.help(help.name)}</Link>
      {help.guidanceUrl !== undefined && (
        <Link href={help.guidanceUrl} target="_blank" rel="noopener noreferrer">
          {words.guidance}
        </Link>
      )}
    </footer>
  );
}

/** `linked`: id carried by the deep link that opened the page; null when none. */
export function Shell({ linked }: { linked: string | null }): ReactElement {
  const styles = useStyles();
  const [reading, again] = useReading(readMe);
  return (
    <div className={styles.frame}>
      <header className={styles.top}>
        <MessageBar intent="warning">
          <MessageBarBody>{words.emergency}</MessageBarBody>
        </MessageBar>
        <div className={styles.head}>
          <Title3 as="h1" className={styles.title}>
            {words.title}
          </Title3>
          {reading.state === 'there' && <Who me={reading.value} />}
        </div>
      </header>
      <main>
        {reading.state === 'waiting' && <Waiting label={words.loading} />}
        {reading.state === 'failed' && <Failed message={reading.message} again={again} />}
        {reading.state === 'there' && <RisksPage me={reading.value} linked={linked} />}
      </main>
      {reading.state === 'there' && <Help help={reading.value.help} />}
    </div>
  );
}
