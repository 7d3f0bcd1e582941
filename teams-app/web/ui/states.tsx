/** Waiting, nothing to show, and failed: said in words, never as a blank page. */
import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  Spinner,
  Text,
  tokens,
} from '@fluentui/react-components';
import { type ReactElement } from 'react';
import { words } from '../words';

const useStyles = makeStyles({
  middle: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingVerticalXXL,
    textAlign: 'center',
  },
});

export function Waiting({ label }: { label: string }): ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.middle} role="status">
      <Spinner label={label} />
    </div>
  );
}

export function Empty({ text, clear }: { text: string; clear?: () => void }): ReactElement {
  const styles = useStyles();
  return (
    <div className={styles.middle}>
      <Text>{text}</Text>
      {clear && <Button onClick={clear}>{words.empty.clear}</Button>}
    </div>
  );
}

export function Failed({ message, again }: { message: string; again?: () => void }): ReactElement {
  return (
    <MessageBar intent="error" role="alert" layout="multiline">
      <MessageBarBody>{message}</MessageBarBody>
      {again && (
        <MessageBarActions>
          <Button onClick={again}>{words.retry}</Button>
        </MessageBarActions>
      )}
    </MessageBar>
  );
}
