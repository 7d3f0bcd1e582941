/** The small marks of a risk: its level and how late it is. Colour never stands alone, the words say the same. */
import { Badge, makeStyles } from '@fluentui/react-components';
import { type ReactElement } from 'react';
import { labels, type Level } from '../../../register/vocabulary';
import { words } from '../words';

const colours = { low: 'success', medium: 'warning', high: 'severe', 'very-high': 'danger' } as const;

// A badge has a fixed height; on a phone its words may need two lines.
const useStyles = makeStyles({ growing: { height: 'auto' } });

export function LevelMark({ level }: { level: Level | null }): ReactElement {
  if (level === null) return <>{words.list.noLevel}</>;
  return (
    <Badge appearance="tint" color={colours[level]}>
      {labels.level[level]}
    </Badge>
  );
}

export function LateMark({ days }: { days: number }): ReactElement | null {
  const styles = useStyles();
  if (days === 0) return null;
  return (
    <Badge appearance="filled" color="danger" shape="rounded" className={styles.growing}>
      {words.list.late(days)}
    </Badge>
  );
}
