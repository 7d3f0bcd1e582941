/** What every RegisterStore must do, whatever it keeps the register in. */
import {
  nothingTyped,
  pairedFields,
  projectedFields,
  type PairedField,
  type SheetValues,
} from '../../register/columns';
import { type RegionId, type RiskId } from '../../register/ids';
import {
  type Cut,
  type CutRow,
  type Publication,
  type RegisterStore,
  type RowToAppend,
} from '../../register/store';

export const NS = 'NS' as RegionId;
export const EM = 'EM' as RegionId;

const blank = <Key extends string>(keys: readonly Key[]) =>
  Object.fromEntries(keys.map((key) => [key, ''])) as Record<Key, string>;

/** A new line with readable defaults. */
export function aNewRow(riskId: string, more: Partial<RowToAppend> = {}): RowToAppend {
  return {
    riskId: riskId as RiskId,
    region: NS,
    caseRef: 'MOS-90001',
    atRisk: 'Client',
    summary: 'Dog in the hall',
    notes: '',
    publication: null,
    ...more,
  };
}

/** Published values with readable defaults. */
export function anEvent(
  seq: number,
  key: string,
  parts: {
    values?: Partial<SheetValues>;
    observed?: Partial<Record<PairedField, string>>;
    disputed?: PairedField[];
    takenOver?: Publication['takenOver'];
  } = {},
): Publication {
  const values = { ...blank([...pairedFields, ...projectedFields]), status: 'Recorded', ...parts.values };
  return {
    seq,
    key,
    values,
    observed: { ...blank(pairedFields), ...parts.observed },
    disputed: parts.disputed ?? [],
    takenOver: parts.takenOver ?? {},
  };
}

/** A store in a register of its own, and how a person would see and change it. */
export interface StoreUnderTest {
  store: RegisterStore;
  /** What a person sees in a service column of the line with this Risk ID. */
  shown(region: RegionId, riskId: string, heading: string): Promise<string>;
  /** A person types into a cell. */
  type(region: RegionId, riskId: string, heading: string, value: string | number): Promise<void>;
  close(): Promise<void>;
}

export async function cutOf(store: RegisterStore): Promise<Cut> {
  const outcome = await store.read(null);
  if (outcome.kind !== 'cut') throw new Error(`Expected a cut, got ${JSON.stringify(outcome)}`);
  return outcome.cut;
}

export async function rowOf(store: RegisterStore, riskId: string): Promise<CutRow | undefined> {
  const { regions } = await cutOf(store);
  return regions.flatMap((region) => region.rows).find((row) => row.riskId === riskId);
}

/** The suite; each test works on Risk IDs of its own in one register. */
export function describeRegisterStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(`${name} as a register store`, () => {
    let under: StoreUnderTest;
    beforeAll(async () => {
      under = await open();
    });
    afterAll(async () => {
      await under.close();
    });

    it('STO1 appends a line once and reads it back as it was given', async () => {
      const row = aNewRow('NS-2026-0001', { atRisk: 'Client; Child', notes: 'Ring the bell twice' });

      expect(await under.store.appendRows(NS, [row])).toEqual({ kind: 'ok' });

      const { regions } = await cutOf(under.store);
      const found = regions.flatMap((region) => region.rows.filter((one) => one.riskId === 'NS-2026-0001'));
      expect(found).toHaveLength(1);
      const { caseRef, atRisk, summary, notes } = row;
      expect(found[0]?.typed).toEqual({ ...nothingTyped, caseRef, atRisk, summary, notes });
      expect(found[0]).toMatchObject({ typedOver: {}, formulaIn: [], place: 'table' });
    });

    it('SHT35 makes no line once whoever asked for it may send nothing any more, and the answer is a plain no', async () => {
      const outcome = await under.store.appendRows(NS, [aNewRow('NS-2026-0091')], () => false);

      expect(outcome).toMatchObject({ kind: 'failed', code: 'too-late', final: false });
      expect(await rowOf(under.store, 'NS-2026-0091')).toBeUndefined();
    });

    it('SHT35 publishes and repairs nothing either once whoever asked for it may send nothing any more', async () => {
      const id = 'NS-2026-0092';
      const late = { kind: 'failed', code: 'too-late', final: false };
      const event = (seq: number) => anEvent(seq, id, { values: { level: 'High' } });
      await under.store.appendRows(NS, [aNewRow(id)]);
      await under.store.publish([event(98)]);
      await cutOf(under.store);
      await under.type(NS, id, 'Level', '');
      await cutOf(under.store);

      expect(await under.store.publish([event(99)], () => false)).toMatchObject(late);
      expect(await under.store.repair(NS, 'now:level', () => false)).toMatchObject(late);

      expect((await cutOf(under.store)).events?.map(({ seq }) => seq)).not.toContain(99);
      expect(await under.shown(NS, id, 'Level')).toBe('');
      expect(await under.store.repair(NS, 'now:level')).toEqual({ kind: 'ok' });
      expect(await under.shown(NS, id, 'Level')).toBe('High');
    });

    it('STO1 puts a line into the region it is for', async () => {
      await under.store.appendRows(EM, [aNewRow('EM-2026-0001', { region: EM })]);

      const { regions } = await cutOf(under.store);
      const holding = regions.filter((one) => one.rows.some((row) => row.riskId === 'EM-2026-0001'));
      expect(holding.map((one) => one.region)).toEqual(['EM']);
    });

    it('STO2 shows the highest sequence of a key, published in any order and more than once', async () => {
      await under.store.appendRows(NS, [aNewRow('NS-2026-0002')]);
      const at = (seq: number, level: string) => anEvent(seq, 'NS-2026-0002', { values: { level } });

      await under.store.publish([at(23, 'High'), at(21, 'Low')]);
      await under.store.publish([at(22, 'Medium'), at(23, 'High'), at(21, 'Low')]);

      expect(await under.shown(NS, 'NS-2026-0002', 'Level')).toBe('High');
    });

    it('STO2 reads back what was published', async () => {
      const values = { level: 'Very high', nextReviewOn: '2026-11-30', attention: '=1+1', owner: '007' };
      const event = anEvent(31, 'NS-2026-0003', {
        values,
        observed: { nextReviewOn: '2026-12-07', level: '-1' },
      });

      await under.store.appendRows(NS, [aNewRow('NS-2026-0003')]);
      expect(await under.store.publish([event])).toEqual({ kind: 'ok' });

      const { disputed: _disputed, takenOver: _takenOver, ...row } = event;
      expect((await cutOf(under.store)).events).toContainEqual(row);
    });

    it('STO3 says unchanged for the tag of the last cut, and reads again once something changed', async () => {
      const { tag } = await cutOf(under.store);

      expect(await under.store.read(tag)).toEqual({ kind: 'unchanged' });

      await under.store.appendRows(NS, [aNewRow('NS-2026-0004')]);
      expect(await under.store.read(tag)).toMatchObject({ kind: 'cut' });
    });

    it('STO1 takes a publication for a line that is not there without a word', async () => {
      expect(await under.store.publish([anEvent(41, 'NS-2026-0099')])).toEqual({ kind: 'ok' });

      expect(await rowOf(under.store, 'NS-2026-0099')).toBeUndefined();
    });

    it('STO2 shows on a new line what was published before it was made', async () => {
      const publication = anEvent(51, 'NS-2026-0005', { values: { level: 'High', owner: 'Asha Okoro' } });
      await under.store.publish([publication]);

      await under.store.appendRows(NS, [aNewRow('NS-2026-0005', { publication })]);

      expect(await under.shown(NS, 'NS-2026-0005', 'Level')).toBe('High');
      expect(await under.shown(NS, 'NS-2026-0005', 'Owner')).toBe('Asha Okoro');
    });

    it.each([
      '=HYPERLINK("http://127.0.0.1","x")', '+1', '-1', '@SUM(A1)', '＝1+1', '\t=1', "'quoted", '49', '1-2', '007', 'TRUE', '#N/A', '3 Mar', '£5', '50%', '1E5',
    ])('STO4 keeps %j as the text it is', async (text) => {
      const id = `NS-2026-${String(5000 + Math.abs(hash(text) % 4000))}`;

      expect(await under.store.appendRows(NS, [aNewRow(id, { notes: text })])).toEqual({ kind: 'ok' });

      const row = await rowOf(under.store, id);
      expect(row?.typed.notes).toBe(text.trim());
      expect(row?.formulaIn).toEqual([]);
    }); // prettier-ignore

    it('STO9 shows what a person types at once, and the register again when it was taken over', async () => {
      await under.store.appendRows(NS, [aNewRow('NS-2026-0006')]);
      await under.store.publish([anEvent(61, 'NS-2026-0006', { values: { level: 'Low' } })]);

      await under.type(NS, 'NS-2026-0006', 'Change level', 'High');

      expect(await under.shown(NS, 'NS-2026-0006', 'Level')).toBe('High');
      const taken = { observed: { level: 'High' }, takenOver: { level: 61 } };
      await under.store.publish([anEvent(62, 'NS-2026-0006', { values: { level: 'Medium' }, ...taken })]);
      expect(await under.shown(NS, 'NS-2026-0006', 'Level')).toBe('Medium');
    });

    it('STO5 reads a day typed in a date column as that day', async () => {
      await under.store.appendRows(NS, [aNewRow('NS-2026-0007')]);

      await under.type(NS, 'NS-2026-0007', 'Change next review due', 46356);

      expect((await rowOf(under.store, 'NS-2026-0007'))?.typed.nextReviewOn).toBe('2026-11-30');
    });
  });
}

function hash(text: string): number {
  return [...text].reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) | 0, 7);
}
