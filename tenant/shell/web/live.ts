/** The box's live events, for whoever on the page wants to hear them. */

/** What can be heard; the data is that of the server's event. */
export interface LiveEvents {
  message: { userId: string; messageId: string };
  edited: { userId: string; messageId: string };
  deleted: { userId: string; messageId: string };
  unread: { userId: string; unread: number };
  mail: object;
  file: object;
  clock: { now: string; offsetMs: number };
  /** The stream is back after an interruption: anything may have been missed. */
  reconnected: object;
}

type Listener<K extends keyof LiveEvents> = (data: LiveEvents[K]) => void;

const source = new EventSource('/shell/events');
const reconnections = new EventTarget();
let wasOpen = false;
source.addEventListener('open', () => {
  if (wasOpen) reconnections.dispatchEvent(new Event('reconnected'));
  wasOpen = true;
});

/** Calls the listener for each event until the returned function is called. */
export function on<K extends keyof LiveEvents>(kind: K, listener: Listener<K>): () => void {
  const target: EventTarget = kind === 'reconnected' ? reconnections : source;
  const heard = (event: Event): void => {
    listener((event instanceof MessageEvent ? JSON.parse(event.data as string) : {}) as LiveEvents[K]);
  };
  target.addEventListener(kind, heard);
  return () => target.removeEventListener(kind, heard);
}
