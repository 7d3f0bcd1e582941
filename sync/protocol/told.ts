/** Who hears of what happened in the sheet. Pure. */
import { type Notice, type NoticeEvent, type NoticeItem } from '../../register/decision';
import { type RegionId } from '../../register/ids';
import { toPerson } from '../../register/notice';
import { regionOf } from '../../register/organisation';
import { type Person } from '../../register/person';
import { type Risk } from '../../register/risk';
import { activePerson, headsOf, romsOf, type Directory } from '../../register/routing';

/** The row's owner and the ROM of its region. */
export function ownerAndRoms(at: Directory, risk: Risk): Person[] {
  const owner = activePerson(at, risk.owner);
  return [...new Set([...(owner ? [owner] : []), ...romsOf(at, risk.region)])];
}

/** One card for each ROM about the worksheet as a whole, for the Heads where the post is vacant; `tag` makes what happened unique,
 *  `items` lists the rows concerned, `subjectId` names the hold to be opened. */
export function tellRegion(
  at: Directory,
  region: RegionId,
  what: { event: NoticeEvent; tag: string; items: NoticeItem[]; subjectId?: string },
): Notice[] {
  const roms = romsOf(at, region);
  const told = roms.length > 0 || regionOf(at.org, region) === null ? roms : headsOf(at, region);
  return told.map((rom) => ({
    key: `${what.event}:${region}:${what.tag}:${rom.id}`,
    event: what.event,
    to: toPerson(rom),
    channel: 'teams',
    region,
    riskId: null,
    subjectId: what.subjectId ?? null,
    dueOn: null,
    items: what.items,
  }));
}
