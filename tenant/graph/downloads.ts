/** Pre-authenticated download addresses: whoever holds one may fetch the file for an hour without a token. */
import { randomBytes } from 'node:crypto';
import { type GraphCall } from './route';

const lifeMs = 3_600_000;

/** What an address leads to; no version means the file as it is when fetched. */
export interface Download {
  versionId?: string | undefined;
}

/** A fresh address of the file, at the host the caller asked. */
export const downloadAddress = (
  { downloads }: { downloads: Downloads },
  { origin }: GraphCall,
  versionId?: string,
): string => `${origin}/download/${downloads.issue({ versionId })}`;

/** The addresses that were given out, by token; forgotten when the box stops. */
export class Downloads {
  private readonly given = new Map<string, Download & { until: number }>();

  constructor(private readonly now: () => Date) {}

  /** A fresh token. */
  issue(download: Download = {}): string {
    const nowMs = this.now().getTime();
    // The oldest come first.
    for (const [token, { until }] of this.given) {
      if (until > nowMs) break;
      this.given.delete(token);
    }
    const token = randomBytes(24).toString('base64url');
    this.given.set(token, { ...download, until: nowMs + lifeMs });
    return token;
  }

  /** What the token leads to, or undefined when it is unknown or older than an hour of the box's time. */
  find(token: string): Download | undefined {
    const found = this.given.get(token);
    return found && found.until > this.now().getTime() ? found : undefined;
  }
}
