/** The box's live events, for whoever on the page wants to hear them. */

/** What can be heard; the data is that of the server's event. */
export interface LiveEvents {
  message: { userId: string; messageId: string };
  edited: { userId: string; messageId: string };
  deleted: { userId: string; messageId: string };
  unread: { userId: string; unread: number };
  mail: object;
  file: object;
  list: object;
  clock: { now: string; offsetMs: number };
  /** The stream is back after an interruption: anything may have been missed. */
  reconnected: object;
}

const KINDS = ['message', 'edited', 'deleted', 'unread', 'mail', 'file', 'list', 'clock'] as const;

const hub = new EventTarget();
let source: EventSource | undefined;
let wasOpen = false;

/** Opens the stream while the page is looked at: a browser allows six connections to one server, over all its tabs. */
function follow(): void {
  const isLookedAt = document.visibilityState === 'visible';
  if (!isLookedAt) source?.close();
  if (isLookedAt && (source === undefined || source.readyState === EventSource.CLOSED)) source = openStream();
}

function openStream(): EventSource {
  const stream = new EventSource('/shell/events');
  stream.addEventListener('open', () => {
    if (wasOpen) hub.dispatchEvent(new CustomEvent('reconnected', { detail: {} }));
    wasOpen = true;
  });
  for (const kind of KINDS) {
    stream.addEventListener(kind, (event: MessageEvent<string>) => {
      hub.dispatchEvent(new CustomEvent(kind, { detail: JSON.parse(event.data) as unknown }));
    });
  }
  return stream;
}

/** Calls the listener for each event until the returned function is called. */
export function on<K extends keyof LiveEvents>(kind: K, listener: (data: LiveEvents[K]) => void): () => void {
  const heard = (event: Event): void => listener((event as CustomEvent<LiveEvents[K]>).detail);
  hub.addEventListener(kind, heard);
  return () => hub.removeEventListener(kind, heard);
}

document.addEventListener('visibilitychange', follow);
follow();
