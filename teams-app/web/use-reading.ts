/** One reading of the API as React state: waiting, there, or failed with a sentence and a way to try again. */
import { useCallback, useEffect, useState } from 'react';
import { ApiFailure } from './api';
import { words } from './words';

export type Reading<Value> =
  { state: 'waiting' } | { state: 'there'; value: Value } | { state: 'failed'; message: string };

function sentence(error: unknown): string {
  return error instanceof ApiFailure ? error.message : words.failure.unclear;
}

/** Reads when the component appears and whenever `read` changes; keep `read` stable (module function or useCallback). */
export function useReading<Value>(read: () => Promise<Value>): [Reading<Value>, again: () => void] {
  const [held, hold] = useState<{ of: unknown; reading: Reading<Value> }>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    let wanted = true;
    const settle = (reading: Reading<Value>) => wanted && hold({ of: read, reading });
    read().then(
      (value) => settle({ state: 'there', value }),
      (error: unknown) => settle({ state: 'failed', message: sentence(error) }),
    );
    return () => void (wanted = false);
  }, [read, attempt]);
  const again = useCallback(() => {
    hold(undefined);
    setAttempt((before) => before + 1);
  }, []);
  return [held?.of === read ? held.reading : { state: 'waiting' }, again];
}
