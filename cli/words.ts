/** Every sentence the commands print about the register: differences, progress, ways out. */
import { columnOf, type ColumnKey } from '../register/columns';
import { type ProbeVerdict } from '../state/probes';
import { type Obstacle } from '../sync/probe/traits-from';
import { type FindingCode } from '../sync/rebuild/compare';
import { type RebuildRefusal } from '../sync/rebuild/from-register';
import { type PlanNote } from '../sync/rebuild/plan-from-register';
import { type ToRegister } from '../sync/rebuild/to-register';

/** What a difference means, after the Risk ID or place it concerns. */
export const differenceWords: Readonly<Record<FindingCode, string>> = {
  problem: 'the register is not as the service made it',
  'row-missing': 'has no line in the register',
  'row-deleted': 'its line was deleted from the register and the risk is still active',
  'row-unknown': 'a line carries a Risk ID the service does not know',
  'row-twice': 'stands on several lines',
  'row-elsewhere': 'its line stands in another region than the service remembers',
  'formula-missing': 'a column of the service lacks its formula on some line',
  'typed-over': 'something was typed over what the service shows',
  'value-edited': 'what the service published was changed in its own table',
  'value-lost': 'what the service published is no longer there',
  'value-outdated': 'the register shows an older value than the service holds',
  'foreign-line': 'a line in the service’s own table that the service did not write (its sequence)',
  'record-missing': 'no longer stands in the list of its kind',
};

/** " (column Level)", or nothing. */
export function sayColumn(column: ColumnKey | null): string {
  return column === null ? '' : ` (column ${columnOf(column).heading})`;
}

/** "1 line", "3 lines". */
export function sayCount(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}

/** Why a rebuild did nothing, and the way out. */
export function sayRefusal(
  refusal: RebuildRefusal | Exclude<ToRegister, { kind: 'done' | 'not-finished' }>,
): string[] {
  switch (refusal.kind) {
    case 'not-empty':
      return [
        'The database holds a register already; nothing was changed. Only an empty one is rebuilt from the register:',
        'move the old data folder aside, or set DATABASE_URL to a fresh database, and run this again.',
      ];
    case 'nobody-known':
      return ['Nobody is in the directory, so no name could be understood. See risk-register doctor.'];
    case 'busy':
      return ['A service is at work on this register. Stop it, wait two minutes, and run this again.'];
    case 'unreadable':
      return [`The register could not be read (${refusal.code}). See risk-register doctor.`];
    case 'incomplete':
      return [
        'Parts of the register are missing; nothing was changed:',
        ...refusal.problems.map((one) => `  ${one.region ?? 'all regions'}: ${one.code} ${one.object}`),
        'Restore an earlier version of it in SharePoint, or put renamed tables and headings back, and run this again.',
        'Of a workbook that cannot be mended: move the file aside and run risk-register rebuild --to register.',
      ];
  }
}

/** A table that was missing and stands again. */
export function sayAdded(table: string): string {
  return `Table ${table} was missing and was made again, on a worksheet of its own. Drop-downs and colours are not in it.`;
}

/** A line that only a person can take out. */
export function sayForeign(seq: number): string {
  return `_service, Seq ${seq}: a line in the service’s own table that the service did not write`;
}

/** What somebody should look at after a rebuild: by Risk ID and column, or by place, never by what stands there. */
export function sayNote(note: PlanNote): string {
  switch (note.kind) {
    case 'not-understood':
      return `${note.riskId}: not understood${sayColumn(note.column)}`;
    case 'not-published':
      return `${note.riskId}: the service had published nothing for it; it begins as reported`;
    case 'no-line':
      return `${note.riskId}: it has no line; kept as deleted, without case reference and summary`;
    case 'twice':
      return `${note.riskId}: stands on several lines; nothing is taken from them until one is deleted`;
    case 'no-such-region':
      return `${note.riskId}: its region is not in the organisation file; it was left out`;
    case 'foreign-line':
      return `${sayForeign(note.seq)}; it was left out`;
    case 'no-risk-id':
      return `${note.region} line ${note.line}: what stands under Risk ID is none; it was left out`;
  }
}

/** What a probe found, after the question. */
export const answerWords: Readonly<Record<ProbeVerdict['answer'], string>> = {
  yes: 'Yes.',
  no: 'NO.',
  'not-here': 'Not offered here.',
  'could-not-tell': 'Could not tell.',
  'by-hand': 'By hand',
};

/** What keeps a store from being the register here, and what to do. */
export const obstacleWords: Readonly<Record<Obstacle, string[]>> = {
  'hidden-cell-refused': [
    'The service may not write the hidden cell in which it keeps what it wrote, so no value would ever show in the lists.',
    'Grant it more on this site (manage instead of write) and probe again; otherwise keep the register in a workbook: CRR_STORE=excel.',
  ],
  'tags-not-looked-at': [
    'A write under an older tag is not refused here, so the service could write over what a colleague typed a moment before.',
    'Do not keep the register in lists in this tenant: CRR_STORE=excel.',
  ],
  'risk-ids-not-unique': [
    'Two lines with the same Risk ID can be made here, so an answer that is lost could leave a line twice.',
    'See whether somebody switched "Enforce unique values" off for Risk ID; otherwise keep the register in a workbook: CRR_STORE=excel.',
  ],
  'excel-refuses': [
    'Excel takes no requests from the account of the service here. The register can be read, and nothing can be written.',
    'Check that Files.ReadWrite.All and Sites.ReadWrite.All are consented and that no access policy bounds the site by network;',
    'if it still refuses, keep the register in SharePoint lists instead: CRR_STORE=lists, docs/operate/lists.md.',
  ],
  'hidden-sheet-refused': [
    'The service may not write to its hidden worksheet, so the sheet would never show what was decided in Teams.',
    'Check that the workbook’s structure is not protected and that no sensitivity label forbids editing;',
    'otherwise keep the register in SharePoint lists: CRR_STORE=lists, docs/operate/lists.md.',
  ],
};
