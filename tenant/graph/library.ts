/** Other files of the library: made over Graph beside the workbook, each with everything that belongs to a file, until they are deleted. */
import { join } from 'node:path';
import { Versions } from '../versions';
import { LiveWorkbook } from '../workbook/live-workbook';
import { Downloads } from './downloads';
import { fileNameOf, itemIdOf, type Library, type Office } from './office';
import { Sessions } from './workbook/sessions';

/** Most files beside the workbook at one time: the box is no file server. */
const mostFiles = 10;

const takes = /^[^.\\/:*?"<>|#%][^\\/:*?"<>|#%]*\.xlsx$/i;

/** The office with the library its file lies in. */
export function withLibrary(alone: Omit<Office, 'library'>): Office {
  const office = alone as Office;
  office.library = new Shelf(office);
  return office;
}

/** Their ids follow from their names, so a file made again has the id it had. */
class Shelf implements Library {
  private readonly others = new Map<string, Office>();
  private readonly opening = new Map<string, Promise<Office>>();

  constructor(private readonly first: Office) {}

  files(): Office[] {
    return [this.first, ...this.others.values()].filter(({ workbook }) => workbook.state() !== 'missing');
  }

  withItem(id: string | undefined): Office {
    return [...this.others.values()].find(({ box }) => itemIdOf(box) === id) ?? this.first;
  }

  idOf(name: string): string | undefined {
    const key = name.toLowerCase();
    if (fileNameOf(this.first.box).toLowerCase() === key) return itemIdOf(this.first.box);
    return takes.test(name) ? itemIdOf(this.others.get(key)?.box ?? this.boxOf(name)) : undefined;
  }

  mayTake(name: string): boolean {
    return this.idOf(name) !== undefined && this.files().length <= mostFiles;
  }

  async open(name: string): Promise<Office> {
    const key = name.toLowerCase();
    if (fileNameOf(this.first.box).toLowerCase() === key) return this.first;
    const opening = this.opening.get(key) ?? this.openFile(name);
    this.opening.set(key, opening);
    const file = await opening;
    this.others.set(key, file);
    return file;
  }

  private async openFile(name: string): Promise<Office> {
    const { box, subscriptions } = this.first;
    const now = (): Date => box.clock.now();
    const other = this.boxOf(name);
    const { home } = box.options;
    const workbook = await LiveWorkbook.open(join(home, name), { now });
    box.onStop(() => workbook.close());
    workbook.onChange(() => subscriptions.ring('drive'));
    const versions = await Versions.open(join(home, 'versions', itemIdOf(other)), workbook);
    box.onStop(() => versions.close());
    const sessions = new Sessions(workbook, now);
    box.onStop(() => sessions.close());
    return {
      ...this.first,
      box: other,
      workbook,
      versions,
      sessions,
      downloads: new Downloads(now),
      wire: [],
    };
  }

  private boxOf(name: string): Office['box'] {
    const { box } = this.first;
    return { ...box, options: { ...box.options, drive: { ...box.options.drive, fileName: name } } };
  }
}
