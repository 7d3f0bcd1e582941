/** Edits inside the service's own table, and what is told once. */
import { type RiskId } from '../../../register/ids';
import { type Cut, type EventRow } from '../../../register/store';
import { type Finding, type PublishedLine, type ServiceTable } from '../../../sync/protocol/findings';
import { linesToCheck, serviceTableFindings } from '../../../sync/protocol/service-table';
import { toldOnce } from '../../../sync/protocol/told-once';
import { aCut, aCutRow, anEvent } from '../../kit/sheet';

const one = 'NS-2026-0001';
const two = 'NS-2026-0002';
const said = (line: EventRow, more: Partial<PublishedLine> = {}): PublishedLine => ({
  ...line, seen: true, again: 0, ...more,
}); // prettier-ignore
const table = (lines: ServiceTable['lines'], parts: Partial<ServiceTable> = {}): ServiceTable => ({
  lines, newestOf: () => 9, deleted: [], ...parts,
}); // prettier-ignore
const found = (at: ServiceTable) =>
  serviceTableFindings(at)[0] as Extract<Finding, { kind: 'service-table' }> | undefined;

describe('the service’s own table', () => {
  it('SHT44 is quiet about lines as published, blanks around a text included', () => {
    const line = anEvent(5, one, { level: 'High', attention: 'Look.' });

    expect(
      found(table([{ line, published: said(anEvent(5, one, { level: 'High', attention: ' Look. ' })) }])),
    ).toBeUndefined();
  });

  it('SHT44 finds an edited value, an edited key and a forged line, and names what is to be published again', () => {
    const edited = {
      line: anEvent(5, one, { level: 'Low' }),
      published: said(anEvent(5, one, { level: 'High' })),
    };
    const rekeyed = { line: anEvent(6, two), published: said(anEvent(6, one)) };
    const forged = { line: anEvent(4000, two, { level: 'Low' }), published: null };

    expect(found(table([edited]))).toMatchObject({
      keys: [one],
      rows: [one],
      forged: [{ seq: 5, keys: [one] }],
    });
    expect(found(table([rekeyed]))?.keys.sort()).toEqual([one, two]);
    expect(found(table([forged]))).toMatchObject({ keys: [two], forged: [{ seq: 4000, keys: [two] }] });
  });

  it('SHT44 leaves a line of unknown number alone when a newer one of its key is on its way or there', () => {
    expect(found(table([{ line: anEvent(5, one), published: null }]))).toBeUndefined();
  });

  it('SHT44 does not go round in circles over a text that cells do not hold', () => {
    const line = anEvent(5, one, { level: 'Low' });
    const published = said(anEvent(5, one, { level: 'High' }), { again: 3, seen: false });

    expect(found(table([{ line, published }]))).toBeUndefined();
    expect(found(table([{ line, published: { ...published, seen: true } }]))).toBeDefined();
  });

  it('SHT45 tells lines taken out, which need no higher number', () => {
    expect(found(table([], { deleted: [one] }))).toMatchObject({ keys: [], rows: [one], deleted: 1 });
  });

  it('SHT44 looks only at the newest line of each key, and only at what has changed since the cut before', () => {
    const before = [anEvent(1, one), anEvent(2, two), anEvent(3, one)];
    const now = [...before.slice(0, 2), anEvent(3, one, { level: 'Low' }), anEvent(4, 'new:|x')];

    expect(linesToCheck(before, null).map((line) => line.seq)).toEqual([3, 2]);
    expect(linesToCheck(now, before).map((line) => line.seq)).toEqual([3, 4]);
    expect(linesToCheck(now, now)).toEqual([]);
  });
});

describe('what is told once', () => {
  const known = (id: string) => id === one;
  const outside = (id: string): Cut =>
    aCut({ NS: [aCutRow(id, { notes: 'x' }, { reachesOut: true, formulaIn: ['notes'] })] });
  const renamed = aCut({ problems: [{ code: 'renamed-column', region: 'NS' as never, object: 'Level' }] });

  it('SHT43 a formula that reaches outside, with or without a Risk ID, and again when it comes back', () => {
    const first = toldOnce([], outside(one), known);
    const again = toldOnce(first.told, outside(one), known);
    const gone = toldOnce(again.told, aCut(), known);

    expect(first.findings).toEqual([
      { kind: 'formula-found', region: 'NS', rows: [one as RiskId], lines: 1 },
    ]);
    expect(again.findings).toEqual([]);
    expect(gone.told).toEqual([]);
    expect(toldOnce(gone.told, outside(one), known).findings).toHaveLength(1);
    expect(toldOnce([], outside(''), known).findings).toMatchObject([{ rows: [], lines: 1 }]);
  });

  it('SHT46 a renamed heading', () => {
    const first = toldOnce([], renamed, known);

    expect(first.findings).toEqual([{ kind: 'heading-renamed', region: 'NS', headings: ['Level'] }]);
    expect(toldOnce(first.told, renamed, known).findings).toEqual([]);
  });

  it('SHT43 SHT46 nothing is told anew because the region could not be read for a while', () => {
    const first = toldOnce([], outside(one), known);
    const unread: Cut = { ...aCut(), regions: [] };

    const back = toldOnce(toldOnce(first.told, unread, known).told, outside(one), known);

    expect(back.findings).toEqual([]);
  });

  it('SHT43 what reaches outside beside the lines is told once, and again when it went and came back', () => {
    const place = { kind: 'link' as const, sheet: null, cell: null };
    const linked = { ...aCut(), reachesOut: [place, { kind: 'formula' as const, sheet: 1, cell: 'F7' }] };

    const first = toldOnce([], linked, () => false);
    const again = toldOnce(first.told, linked, () => false);
    const gone = toldOnce(again.told, aCut(), () => false);
    const back = toldOnce(gone.told, linked, () => false);

    expect(first.findings).toEqual([{ kind: 'reach-out-found', places: linked.reachesOut }]);
    expect([again.findings, gone.findings, gone.told]).toEqual([[], [], []]);
    expect(back.findings).toHaveLength(1);
  });

  it('SHT54 a workbook that is calculated by hand is told once, and again when it was set right meanwhile', () => {
    const byHand: Cut = { ...aCut(), calculatesByHand: true };

    const first = toldOnce([], byHand, known);
    const again = toldOnce(first.told, { ...byHand, regions: [] }, known);
    const gone = toldOnce(again.told, aCut(), known);

    expect(first.findings).toEqual([{ kind: 'calculates-by-hand' }]);
    expect([again.findings, gone.findings, gone.told]).toEqual([[], [], []]);
    expect(toldOnce(gone.told, byHand, known).findings).toHaveLength(1);
  });

  it('SHT43 a mark holds no text of a person', () => {
    const cut = aCut({ NS: [aCutRow('', { summary: 'Secret text' }, { reachesOut: true })] });

    expect(toldOnce([], cut, known).told.join()).not.toContain('Secret');
  });
});
