/** The table of risks; on a phone its lesser columns fold away. */
import {
  Link, makeStyles, mergeClasses, Table, TableBody, TableCell, TableHeader, TableHeaderCell, TableRow, tokens, useRestoreFocusTarget,
} from '@fluentui/react-components'; // prettier-ignore
import { type ReactElement } from 'react';
import { labels } from '../../../../register/vocabulary';
import { type RiskItem } from '../../../api/contract';
import { LateMark, LevelMark } from '../../ui/marks';
import { words } from '../../words';

const useStyles = makeStyles({
  wide: { '@media (max-width: 719px)': { display: 'none' } },
  narrow: {
    display: 'block',
    marginBlockStart: tokens.spacingVerticalXS,
    '@media (min-width: 720px)': { display: 'none' },
  },
  reference: { width: '7.5rem' },
  cell: { verticalAlign: 'top', paddingBlock: tokens.spacingVerticalS, overflowWrap: 'anywhere' },
  under: { display: 'block', color: tokens.colorNeutralForeground2, fontSize: tokens.fontSizeBase200 },
  review: { display: 'flex', flexWrap: 'wrap', gap: tokens.spacingHorizontalXS, alignItems: 'center' },
});

interface Shown {
  risk: RiskItem;
  open: (id: string) => void;
}

function Reference({ risk, open }: Shown): ReactElement {
  const styles = useStyles();
  const returnsHere = useRestoreFocusTarget(); // closing the panel puts the keyboard back on the row it came from
  return (
    <TableCell className={styles.cell}>
      <Link {...returnsHere} as="button" onClick={() => open(risk.id)} aria-label={words.list.open(risk.id)}>
        {risk.id}
      </Link>
      <span className={styles.under}>{risk.caseRef ?? words.detail.noCase}</span>
    </TableCell>
  );
}

function FullRow({
  risk,
  open,
}: {
  risk: Extract<RiskItem, { view: 'row' }>;
  open: Shown['open'];
}): ReactElement {
  const styles = useStyles();
  return (
    <TableRow>
      <Reference risk={risk} open={open} />
      <TableCell className={styles.cell}>
        {labels.status[risk.status]}
        <span className={styles.under}>{risk.types.map((type) => labels.types[type]).join(', ')}</span>
        <span className={styles.narrow}>
          <LevelMark level={risk.level} />
        </span>
      </TableCell>
      <TableCell className={mergeClasses(styles.cell, styles.wide)}>
        <LevelMark level={risk.level} />
      </TableCell>
      <TableCell className={mergeClasses(styles.cell, styles.wide)}>{risk.ownerName}</TableCell>
      <TableCell className={styles.cell}>
        <span className={styles.review}>
          {words.shortDate(risk.nextReviewOn, words.list.noReview)}
          <LateMark days={risk.daysLate} />
        </span>
      </TableCell>
    </TableRow>
  );
}

function InstructionRow({ risk, open }: Shown): ReactElement {
  const styles = useStyles();
  return (
    <TableRow>
      <Reference risk={risk} open={open} />
      <TableCell className={styles.cell}>{labels.status[risk.status]}</TableCell>
      <TableCell className={styles.cell}>{labels.posture[risk.posture]}</TableCell>
    </TableRow>
  );
}

/** `onlyInstruction`: everything shown is the person's own report, so the office's columns are left out. */
export function RiskTable(parts: {
  risks: RiskItem[];
  onlyInstruction: boolean;
  open: (id: string) => void;
}): ReactElement {
  const styles = useStyles();
  const { list } = words;
  const heads = parts.onlyInstruction
    ? [list.reference, list.status, list.working]
    : [list.reference, list.status, list.level, list.owner, list.nextReview];
  const classOf: Record<string, string> = {
    [list.reference]: styles.reference,
    [list.level]: styles.wide,
    [list.owner]: styles.wide,
  };
  return (
    <Table aria-label={parts.onlyInstruction ? list.ownHeading : list.heading} size="medium">
      <TableHeader>
        <TableRow>
          {heads.map((head) => (
            <TableHeaderCell key={head} className={classOf[head]}>
              {head}
            </TableHeaderCell>
          ))}
        </TableRow>
      </TableHeader>
      <TableBody>
        {parts.risks.map((risk) =>
          risk.view === 'row' ? (
            <FullRow key={risk.id} risk={risk} open={parts.open} />
          ) : (
            <InstructionRow key={risk.id} risk={risk} open={parts.open} />
          ),
        )}
      </TableBody>
    </Table>
  );
}
