/** What the rooms of the box share: its options, its people, its clock and its keys. Knows Microsoft 365, nothing of ours. */
import { type Express } from 'express';

/** A user of the fictional directory, shaped as Graph's `user` (only what the box answers). Ids are Entra object ids. */
export interface BoxUser {
  id: string;
  displayName: string;
  mail: string;
  userPrincipalName: string;
  jobTitle?: string;
  officeLocation?: string;
  accountEnabled: boolean;
  managerId?: string;
}

/** A security group; membership is flat (Graph's transitiveMembers answers the same list as members). */
export interface BoxGroup {
  id: string;
  displayName: string;
  memberIds: string[];
}

/** An app registration that may ask the box's login authority for tokens. */
export interface BoxApp {
  clientId: string;
  clientSecret: string;
}

export interface BoxOptions {
  /** 0 takes any free port. The box listens on 127.0.0.1 only. */
  port: number;
  /** Folder for everything the box keeps: the workbook, mailboxes, chats. Created when missing. */
  home: string;
  tenantId: string;
  users: BoxUser[];
  groups: BoxGroup[];
  /** Mailboxes that are not people (department addresses): mail to them is kept and shown. */
  sharedMailboxes: { mail: string; displayName: string }[];
  apps: BoxApp[];
  /** The app in the Teams catalogue of this tenant. */
  teamsApp: {
    name: string;
    /** Where the channel posts activities, e.g. http://127.0.0.1:3978/api/messages */
    botEndpoint: string;
    /** Empty: activities are sent without a token, as the Agents Playground does. */
    botAppId: string;
    /** The tab's page, shown in the shell's iframe, e.g. http://127.0.0.1:3978/tab */
    tabUrl: string;
    /** Audience of the tokens the shell hands to the tab. */
    tabAppId: string;
    /** The app's id in deep links (`/l/entity/<manifestId>/...`). */
    manifestId: string;
  };
  /** The library the workbook lies in; folderId is its root folder. fileName defaults to "Casework Risk Register.xlsx". */
  drive: { siteId: string; driveId: string; folderId: string; fileName?: string };
  /** Called after the clock was moved, with the new offset from real time in milliseconds. */
  onClockMoved?: (offsetMs: number) => void | Promise<void>;
}

/** The tenant's own time: real time plus an offset that only moves forward and survives a restart. */
export interface BoxClock {
  now(): Date;
  offsetMs(): number;
  /** Moves the clock forward; awaits onClockMoved. Throws RangeError for zero or negative durations. */
  advance(byMs: number): Promise<void>;
}

/** The signing key of the box's login authority and of its bot channel. */
export interface BoxKeys {
  /** A signed RS256 JWT; `exp` is one hour unless the claims say otherwise. */
  sign(claims: Record<string, unknown>): Promise<string>;
  /** Verified claims, or null. */
  verify(
    token: string,
    expected: { audience?: string; issuer?: string },
  ): Promise<Record<string, unknown> | null>;
  jwks(): Promise<{ keys: Record<string, unknown>[] }>;
}

/** What may change in the box while a page looks at it. */
export type BoxChange = 'mail' | 'clock' | 'file' | 'list';

/** What each room of the box receives when it mounts its routes. */
export interface Box {
  options: BoxOptions;
  /** Base address without a trailing slash, known once listening. */
  url: () => string;
  app: Express;
  clock: BoxClock;
  keys: BoxKeys;
  user(idOrUpn: string): BoxUser | undefined;
  /** Tells the listener which part of the box changed (a mail came, the clock moved, the file was saved); returns the way out. */
  onChange?(listener: (what: BoxChange) => void): () => void;
  /** Runs when the box stops, last added first. */
  onStop(close: () => Promise<void> | void): void;
}
