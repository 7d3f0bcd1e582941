/** The site's hidden list of its users: the small numbers by which person columns name people. */
import { join } from 'node:path';
import { type BoxUser } from '../box';
import { readJsonFile, writeJsonFile } from '../json-file';
import { type Editor } from './views';

/** Title of the hidden list, as SharePoint names it. */
export const userListTitle = 'User Information List';

/** A person or app the site knows. */
export interface SitePerson {
  lookupId: number;
  editor: Editor;
  userPrincipalName: string;
  mail: string;
}

const keyOf = ({ kind, id }: Editor): string => `${kind} ${id}`;

/** Everybody of the directory, and apps from the moment they write; numbers are never given again. */
export class SitePeople {
  private readonly people = new Map<number, SitePerson>();
  private readonly byEditor = new Map<string, SitePerson>();
  private saving: Promise<void> = Promise.resolve();

  private constructor(private readonly path: string) {}

  /** Reads who had which number and gives newcomers theirs. */
  static async open(home: string, users: readonly BoxUser[]): Promise<SitePeople> {
    const path = join(home, 'site-users.json');
    const site = new SitePeople(path);
    for (const one of ((await readJsonFile(path)) ?? []) as SitePerson[]) site.set(one);
    for (const user of users) {
      site.enter(
        { kind: 'user', id: user.id, displayName: user.displayName },
        user.userPrincipalName,
        user.mail,
      );
    }
    await site.save();
    return site;
  }

  /** Everybody, by number. */
  all(): SitePerson[] {
    return [...this.people.values()];
  }

  /** Whether somebody has the number. */
  has(lookupId: number): boolean {
    return this.people.has(lookupId);
  }

  /** The name of whoever has the number. */
  nameOf(lookupId: number): string | undefined {
    return this.people.get(lookupId)?.editor.displayName;
  }

  /** The number of an editor; an app gets one when it is first seen. */
  lookupIdOf(editor: Editor): number {
    const known = this.find(editor);
    if (known) return known.lookupId;
    const lookupId = this.enter(editor, '', '');
    // A number that is lost with the process is given again to the same app at its next write.
    this.saving = this.save().catch((error: unknown) => {
      process.emitWarning(`The users of the site could not be kept: ${String(error)}`);
    });
    return lookupId;
  }

  /** Waits until the numbers are on disk. */
  settled(): Promise<void> {
    return this.saving;
  }

  private find(editor: Editor): SitePerson | undefined {
    return this.byEditor.get(keyOf(editor));
  }

  private enter(editor: Editor, userPrincipalName: string, mail: string): number {
    const lookupId = this.find(editor)?.lookupId ?? Math.max(5, ...this.people.keys()) + 1;
    this.set({ lookupId, editor, userPrincipalName, mail });
    return lookupId;
  }

  private set(person: SitePerson): void {
    this.people.set(person.lookupId, person);
    this.byEditor.set(keyOf(person.editor), person);
  }

  private save(): Promise<void> {
    return this.saving.then(() => writeJsonFile(this.path, this.all()));
  }
}
