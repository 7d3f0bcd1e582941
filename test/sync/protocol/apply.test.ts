import { isStorable } from '../../../register/cell-text';
import { nothingTyped } from '../../../register/columns';
import { rowAttention as attentionOf, type SheetContext } from '../../../register/row-attention';
import { namesOf } from '../../../register/sheet-values';
import { type Edit } from '../../../sync/protocol/findings';
import { applySheetEdit } from '../../../sync/protocol/apply';
import { moveRow, registerLine, rowMissing, rowReturned } from '../../../sync/protocol/rows';
import {
  aMonitoredRisk,
  anOrganisation,
  aPerson,
  aRisk,
  aRom,
  region,
  riskId,
  today,
} from '../../kit/builders';
import { riskAfter, told } from '../../kit/decided';
import { aCutRow } from '../../kit/sheet';

const rowAttention = (...asked: Parameters<typeof attentionOf>) => attentionOf(...asked).attention;

const rom = aRom().person;
const colleague = aPerson({ roles: ['rcm'], name: 'Northshire RCM 1' });
const people = [rom, colleague];
const context: SheetContext = {
  actor: { kind: 'sheet', region: region('NS') },
  today,
  org: anOrganisation(),
  people,
  names: namesOf(people),
};
const edit = (field: Edit['field'], is: string, more: Partial<Edit> = {}): Edit => ({
  field,
  was: '',
  is,
  shown: null,
  ...more,
});
const cards = (...who: { id: string }[]) => who.map((one) => `teams:${one.id}`).sort();
const typed = (parts: Partial<typeof nothingTyped>) => ({
  typed: { ...nothingTyped, caseRef: 'MOS-90001', summary: 'As it was', atRisk: 'Client', ...parts },
  conflicts: [],
});

describe('typing in the sheet becomes decisions', () => {
  it('MRG1 a change by one side only is taken', () => {
    const risk = aMonitoredRisk({ level: 'medium' });

    const { decision, conflicts } = applySheetEdit(context, risk, [
      edit('level', 'High', { shown: 'Medium' }),
    ]);

    expect(riskAfter(decision)).toMatchObject({ level: 'high', version: risk.version + 1 });
    expect(conflicts).toEqual([]);
    expect(decision.audit.map((line) => line.act)).toContain('edited-in-the-register');
  });

  it('MRG1 both sides arrived at the same value: nothing to settle', () => {
    const risk = aMonitoredRisk({ level: 'high' });

    const { decision, conflicts } = applySheetEdit(context, risk, [
      edit('level', 'high', { shown: 'Medium' }),
    ]);

    expect(decision.changes).toEqual([]);
    expect(conflicts).toEqual([]);
  });

  it('MRG5 a merged text that cannot be read back is put to a person, and nothing typed is dropped', () => {
    const risk = aMonitoredRisk({
      mitigations: [
        { code: 'public-place', text: '', owner: 'office' },
        { code: 'other', text: 'two phones; a torch', owner: 'office' },
      ],
    });

    const { conflicts, decision } = applySheetEdit(context, risk, [
      edit('mitigations', 'Public place; Two caseworkers', { shown: 'Public place' }),
    ]);

    expect(conflicts).toMatchObject([{ field: 'mitigations', sheet: 'Public place; Two caseworkers' }]);
    expect(told(decision, 'sheet-conflict')).not.toEqual([]);
  });

  it('SHT59 what Check says is never cut within a character', () => {
    for (let shift = 0; shift < 4; shift++) {
      const sheet = `${'z'.repeat(shift)}${'😀'.repeat(600)}`;
      const row = typed({});
      const said = rowAttention(context, aMonitoredRisk(), {
        ...row,
        conflicts: [{ field: 'mitigations', sheet, service: 'Public place' }],
      });

      expect(said.length).toBeGreaterThan(990);
      expect(isStorable(said)).toBe(true);
    }
  });

  it('MRG7 a true conflict keeps both sides, says so in the row and asks owner and ROM', () => {
    const risk = aMonitoredRisk({ level: 'medium', owner: colleague.id });

    const { decision, conflicts } = applySheetEdit(context, risk, [edit('level', 'High', { shown: 'Low' })]);
    const row = { typed: { ...nothingTyped, level: 'High' }, conflicts };

    expect(conflicts).toEqual([{ field: 'level', sheet: 'High', service: 'Medium', held: 'High' }]);
    expect(riskAfter(decision).level).toBe('high');
    expect(told(decision, 'sheet-conflict').sort()).toEqual(cards(rom, colleague));
    expect(rowAttention(context, riskAfter(decision), row)).toContain('Teams says "Medium"');
  });

  it('SHT3 an emptied cell changes nothing in the register', () => {
    const risk = aMonitoredRisk({ level: 'high' });

    expect(applySheetEdit(context, risk, [edit('level', '', { was: 'High' })]).decision.changes).toEqual([]);
  });

  it('SHT3 an emptied case reference, summary or who-is-at-risk stays in the register and the row says so', () => {
    const risk = aMonitoredRisk({ caseRef: 'MOS-90001' });

    const { decision } = applySheetEdit(context, risk, [
      edit('caseRef', ''),
      edit('summary', ''),
      edit('atRisk', ''),
    ]);
    const says = rowAttention(context, risk, typed({ caseRef: '', summary: '', atRisk: '' }));

    expect(decision.changes).toEqual([]);
    for (const heading of ['Case ref', 'Summary', 'Who is at risk'])
      expect(says).toContain(`${heading}: this cell is empty`);
  });

  it('SHT14 what only a ROM may do is held: the row says why and the ROM is told', () => {
    const risk = aMonitoredRisk();

    const { decision } = applySheetEdit(context, risk, [edit('posture', 'Withdrawn')]);

    expect(decision.changes).toEqual([]);
    expect(told(decision, 'sheet-edit-held')).toEqual(cards(rom));
    expect(rowAttention(context, risk, typed({ posture: 'Withdrawn' }))).toContain(
      'only the ROM decides this',
    );
  });

  it('SHT14 inactive cannot be typed', () => {
    const risk = aMonitoredRisk();

    const { decision } = applySheetEdit(context, risk, [edit('status', 'Inactive')]);

    expect(decision.changes).toEqual([]);
    expect(rowAttention(context, risk, typed({ status: 'Inactive' }))).not.toBe('');
  });

  it('SHT14 what is typed on the row of a struck risk is held and stops no reading', () => {
    const risk = aMonitoredRisk({ status: 'void', nextReviewOn: null });

    const { decision } = applySheetEdit(context, risk, [edit('level', 'High'), edit('status', 'Monitored')]);

    expect(decision.changes).toEqual([]);
    expect(told(decision, 'sheet-edit-held')).toEqual(cards(rom));
  });

  it('SHT14 the ROM hears of a word that nobody can read there as well, for Check is silent about the cells of an ended risk', () => {
    const ended = aMonitoredRisk({ status: 'void', nextReviewOn: null });
    const active = aMonitoredRisk();
    const nonsense = [edit('owner', 'no such thing')];

    expect(told(applySheetEdit(context, ended, nonsense).decision, 'sheet-edit-held')).toEqual(cards(rom));
    expect(told(applySheetEdit(context, active, nonsense).decision, 'sheet-edit-held')).toEqual([]);
    expect(rowAttention(context, active, typed({ owner: 'no such thing' }))).not.toBe('');
  });

  it('SHT15 a word that is not in the list and a date of two meanings leave the last good value in effect', () => {
    const risk = aMonitoredRisk();

    const { decision } = applySheetEdit(context, risk, [
      edit('level', 'Highish'),
      edit('nextReviewOn', '03/04/2026'),
    ]);
    const says = rowAttention(context, risk, typed({ level: 'Highish', nextReviewOn: '03/04/2026' }));

    expect(decision.changes).toEqual([]);
    expect(says).toContain('choose from the list');
    expect(says).toContain('month in words');
  });

  it('SHT15 one bad cell does not stop the good ones of the same row', () => {
    const risk = aMonitoredRisk({ level: 'medium' });

    const { decision } = applySheetEdit(context, risk, [
      edit('owner', 'Nobody we know'),
      edit('level', 'High'),
    ]);

    expect(riskAfter(decision)).toMatchObject({ level: 'high', owner: risk.owner });
  });

  it('SHT16 the sentence goes when its cause goes', () => {
    const risk = aMonitoredRisk();

    expect(rowAttention(context, risk, typed({ level: 'Highish' }))).not.toBe('');
    expect(rowAttention(context, risk, typed({ level: '' }))).toBe('');
  });

  it('SHT16 a value that Teams has overtaken since is no fault of the row', () => {
    expect(rowAttention(context, aMonitoredRisk({ level: 'low' }), typed({ level: 'High' }))).toBe('');
  });

  it('SHT2 status typed together with what it needs is taken in one step', () => {
    const risk = aRisk({ status: 'reported', types: [], category: null });

    const { decision } = applySheetEdit(context, risk, [
      edit('status', 'Recorded'),
      edit('types', 'General'),
      edit('category', 'Dangerous animal'),
    ]);

    expect(riskAfter(decision)).toMatchObject({
      status: 'recorded',
      types: ['general'],
      category: 'dangerous-animal',
      version: risk.version + 1,
    });
  });
});

describe('whole rows', () => {
  it('SHT9 a line typed by hand becomes a reported risk with what it says', () => {
    const row = aCutRow('', {
      summary: 'Loose dog at the gate',
      caseRef: 'MOS-90099',
      level: 'High',
      atRisk: 'Client',
    });

    const decision = registerLine(
      context,
      { fingerprint: 'x', region: region('NS'), row },
      riskId('NS-2026-0077'),
    );

    expect(riskAfter(decision)).toMatchObject({
      id: 'NS-2026-0077',
      version: 1,
      caseRef: 'MOS-90099',
      reportedBy: null,
      atRisk: ['client'],
      summary: 'Loose dog at the gate',
    });
    expect(told(decision, 'hand-row-registered').sort()).toEqual(cards(rom, colleague));
  });

  it('SHT7 a moved row takes its risk along', () => {
    expect(riskAfter(moveRow(context, aMonitoredRisk(), region('EM')))).toMatchObject({ region: 'EM' });
  });

  it('SHT5 a missing row leaves its risk active, and its return clears the mark', () => {
    const risk = aMonitoredRisk({ owner: colleague.id });
    const missing = rowMissing(context, risk, today);

    expect(riskAfter(missing)).toMatchObject({ status: risk.status, missingSince: today });
    expect(told(missing, 'row-missing').sort()).toEqual(cards(rom, colleague));
    expect(riskAfter(rowReturned(riskAfter(missing))).missingSince).toBeNull();
  });
});
