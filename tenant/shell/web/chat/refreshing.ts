/** When cards ask the bot for this person's view: as they come into view and after edits, at most once a minute each. */
import { type MessageView } from './message';

const AT_MOST_EVERY_MS = 60_000;

/** Watches the cards that have a refresh. */
export interface Refreshing {
  watch(id: string, view: MessageView): void;
  /** The bot edited the message: ask at once. */
  edited(id: string): void;
  forget(id: string): void;
  stop(): void;
}

interface Watched {
  view: MessageView;
  askedAt: number;
  /** A bot that answered a refresh with an error is not asked again, as in Teams. */
  isSpoilt: boolean;
}

/** Starts watching inside the scrolling place. */
export function refreshing(root: HTMLElement): Refreshing {
  const watched = new Map<string, Watched>();
  const ask = async (one: Watched): Promise<void> => {
    if (one.isSpoilt) return;
    one.askedAt = Date.now();
    one.isSpoilt = (await one.view.refresh()) === 'failed';
  };
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        const one = watched.get((target as HTMLElement).dataset['message'] ?? '');
        if (isIntersecting && one !== undefined && Date.now() - one.askedAt >= AT_MOST_EVERY_MS)
          void ask(one);
      }
    },
    { root, threshold: 0.3 },
  );
  return {
    watch: (id, view) => {
      if (watched.has(id)) return;
      watched.set(id, { view, askedAt: 0, isSpoilt: false });
      observer.observe(view.root);
    },
    edited: (id) => {
      const one = watched.get(id);
      if (one !== undefined) void ask(one);
    },
    forget: (id) => {
      const one = watched.get(id);
      if (one !== undefined) observer.unobserve(one.view.root);
      watched.delete(id);
    },
    stop: () => observer.disconnect(),
  };
}
