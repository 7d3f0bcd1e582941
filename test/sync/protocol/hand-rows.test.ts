/** Lines typed without a Risk ID, reading by reading: which are new, which were registered, and which have lost their Risk ID. */
import { isStorable } from '../../../register/cell-text';
import { nothingTyped, type TypedValues } from '../../../register/columns';
import { type RiskId } from '../../../register/ids';
import { lineAnswers } from '../../../sync/protocol/answers';
import { type Memory, type Observed, type Reading } from '../../../sync/protocol/findings';
import { fingerprintOf, keyLimits } from '../../../sync/protocol/hand-rows';
import { observe } from '../../../sync/protocol/observe';
import { region } from '../../kit/builders';
import { aCut, aCutRow, aMemory, anEvent, aReading, aRowMemory, minute, rules } from '../../kit/sheet';

const one = 'NS-2026-0001' as RiskId;
const two = 'NS-2026-0002' as RiskId;
const dog: Partial<TypedValues> = { caseRef: 'MOS-90001', summary: 'A dog bites.' };
const line = (typed: Partial<TypedValues>) => aCutRow('', typed);
const day = 24 * 60;

type Cut = ReturnType<typeof aCut>;
type Look = [cut: Cut, at: number, parts?: Partial<Reading>];

/** Looks once; the lines found are registered under the next of these references. */
function look(before: Memory, [cut, at, parts]: Look, ids: RiskId[] = []): Observed {
  const seen = observe(before, aReading(cut, minute(at), parts), rules);
  const given = new Map(
    seen.findings.flatMap((found) => (found.kind === 'new-line' ? [[found.line.fingerprint, ids.shift() ?? two]] : [])), // prettier-ignore
  );
  const handRows = seen.memory.handRows.map((hand) => ({
    ...hand,
    riskId: given.get(hand.fingerprint) ?? hand.riskId,
  }));
  return { ...seen, memory: { ...seen.memory, handRows } };
}

function looks(before: Memory, all: Look[], ids: RiskId[] = []): Observed[] {
  const seen: Observed[] = [];
  for (const each of all) seen.push(look(seen.at(-1)?.memory ?? before, each, ids));
  return seen;
}

const kinds = (seen: readonly Observed[]) => seen.map(({ findings }) => findings.map(({ kind }) => kind));

describe('lines that say nearly the same', () => {
  it('SHT57 are two risks when they differ anywhere in their words, or stand on two worksheets', () => {
    const long = 'The same long beginning of a summary, word for word, for more than eighty characters; ';
    const cut = aCut({
      NS: [line({ ...dog, summary: `${long} a dog` }), line({ ...dog, summary: `${long} a threat` })],
      EM: [line({ ...dog, summary: `${long} a dog` })],
    });

    const [, second] = looks(aMemory([]), [[cut, 0], [cut, 2]]); // prettier-ignore

    expect(second?.findings.map(({ kind }) => kind)).toEqual(['new-line', 'new-line', 'new-line']);
    expect(new Set(second?.memory.handRows.map((hand) => hand.fingerprint)).size).toBe(3);
  });

  it('SHT57 are one risk when they say the same on one worksheet', () => {
    const cut = aCut({ NS: [line(dog), line(dog)] });

    expect(kinds(looks(aMemory([]), [[cut, 0], [cut, 2], [cut, 4]]))).toEqual([[], ['new-line'], []]); // prettier-ignore
  });

  it('SHT57 have names that fit a key of the database, and no half of a character, whatever stands there', () => {
    for (const summary of [
      'x'.repeat(keyLimits.summary - 1) + '😀'.repeat(40),
      '😀'.repeat(400),
      'ﷺ'.repeat(9000),
    ]) {
      const key = fingerprintOf(region('NS'), line({ caseRef: '😀'.repeat(99), summary }));

      expect(Buffer.byteLength(key)).toBeLessThan(2_000);
      expect(isStorable(key)).toBe(true);
    }
  });
});

describe('a registered line that was deleted', () => {
  const there = aCut({ NS: [line(dog)] });
  const gone = aCut();
  const registered = () => looks(aMemory([]), [[there, 0], [there, 2]])[1]?.memory as Memory; // prettier-ignore
  const dayLater = () => looks(registered(), [[gone, 3], [gone, 4 + day]])[1] as Observed; // prettier-ignore

  it('SHT57 and is back within a day, by an undo, is not registered again', () => {
    expect(kinds(looks(registered(), [[gone, 3], [there, 60], [there, 70]]))).toEqual([[], [], []]); // prettier-ignore
  });

  it('SHT57 loses its answer a day later, once, and the same words typed then are a line of their own', () => {
    const forgotten = dayLater();

    expect(forgotten.findings).toMatchObject([{ kind: 'line-forgotten', of: two }]);
    expect(lineAnswers(forgotten.findings, [])).toMatchObject([{ of: two, says: '', region: 'NS' }]);
    expect(kinds(looks(forgotten.memory, [[gone, 5 + day], [there, 6 + day], [there, 8 + day]]))).toEqual([
      [],
      [],
      ['new-line'],
    ]); // prettier-ignore
  });

  it('SHT9 SHT57 that an older content brings back even then is not registered again, and is answered again', () => {
    const past: Reading['past'] = new Map();

    const seen = looks(dayLater().memory, [[there, 6 + day, { past }], [there, 8 + day], [there, 20 + day]]); // prettier-ignore

    expect(kinds(seen)).toEqual([['line-answered'], [], []]);
    expect(lineAnswers(seen[0]?.findings ?? [], [])).toMatchObject([
      { of: two, says: expect.stringContaining(`Registered as ${two}`) as string },
    ]);
  });

  it('SHT57 cut to another worksheet it is the same line, answered there; copied there it is another', () => {
    const east = aCut({ EM: [line(dog)] });
    const both = aCut({ NS: [line(dog)], EM: [line(dog)] });

    const cutOver = looks(registered(), [[east, 3], [east, 10], [east, 10 + 2 * day]]); // prettier-ignore

    expect(kinds(cutOver)).toEqual([['line-answered'], [], []]);
    expect(kinds(looks(registered(), [[both, 3], [both, 10]]))).toEqual([[], ['new-line']]); // prettier-ignore
    expect(kinds(looks(registered(), [[gone, 3], [east, 10], [east, 20]]))).toEqual([[], [], ['new-line']]); // prettier-ignore
  });

  it('SHT57 is not forgotten while its worksheet cannot be read', () => {
    const broken = aCut({ problems: [{ code: 'missing-table', region: region('NS'), object: 'Risks_NS' }] });

    const seen = looks(registered(), [[broken, 3], [broken, 4 + day], [there, 5 + day]]); // prettier-ignore

    expect(kinds(seen).flat()).toEqual(['hold']);
  });
});

describe('a line whose Risk ID was cleared', () => {
  const row = () => aRowMemory(one, { typed: { ...nothingTyped, ...dog } });
  const cleared = aCut({ NS: [line(dog)] });
  const whole = aCut({ NS: [aCutRow(one, dog)] });

  it('SHT55 is no new risk: its Check names the Risk ID, once, also when its row counts as gone by now', () => {
    const seen = looks(aMemory([row()]), [[cleared, 0], [cleared, 2], [cleared, 15], [cleared, 16]]); // prettier-ignore

    expect(kinds(seen)).toEqual([[], ['line-unnumbered'], ['missing'], []]);
    expect(lineAnswers(seen[1]?.findings ?? [], [])).toMatchObject([
      { of: one, says: expect.stringContaining(`This line reads as ${one}`) as string },
    ]);
  });

  it('SHT55 is its row again once the Risk ID is typed back, and nothing else happens', () => {
    const seen = looks(aMemory([row()]), [[cleared, 0], [cleared, 2], [whole, 4], [whole, 30]]); // prettier-ignore

    expect(kinds(seen)).toEqual([[], ['line-unnumbered'], [], []]);
    expect(seen[3]?.memory.rows[0]).toMatchObject({ presence: 'present' });
  });

  it('SHT55 SHT6 of a whole column cleared and undone, no line is registered', () => {
    const ids = Array.from({ length: 20 }, (_, n) => `NS-2026-${1000 + n}`);
    const says = (n: number) => ({
      caseRef: `MOS-9${1000 + n}`,
      summary: `Risk number ${n} on this street.`,
    });
    const before = aMemory(ids.map((id, n) => aRowMemory(id, { typed: { ...nothingTyped, ...says(n) } })));
    const bare = aCut({ NS: ids.map((_, n) => line(says(n))) });
    const back = aCut({ NS: ids.map((id, n) => aCutRow(id, says(n))) });

    const seen = looks(before, [[bare, 0], [bare, 2], [bare, 30], [back, 31], [back, 33]]); // prettier-ignore

    const found = kinds(seen).flat();
    expect(found.filter((kind) => kind === 'new-line')).toEqual([]);
    expect(found.filter((kind) => kind === 'line-unnumbered')).toHaveLength(20);
    expect(seen[4]?.memory.rows.map(({ presence }) => presence)).toEqual(ids.map(() => 'present'));
  });

  it('SHT55 beside its own row, or with other words, is a new line', () => {
    const beside = aCut({ NS: [aCutRow(one, dog), line(dog)] });
    const other = aCut({ NS: [line({ ...dog, summary: 'The stairs are rotten.' })] });

    expect(kinds(looks(aMemory([row()]), [[beside, 0], [beside, 2]]))).toEqual([[], ['new-line']]); // prettier-ignore
    expect(kinds(looks(aMemory([row()]), [[other, 0], [other, 2]]))).toEqual([[], ['new-line']]); // prettier-ignore
  });
});

describe('what a line says', () => {
  it('SHT56 counts also where it was typed over the service’s formulas', () => {
    const typed = aCutRow('', dog, { typedOver: { level: 'High' } });
    const cut = aCut({ NS: [typed] });

    const [, second] = looks(aMemory([]), [[cut, 0], [cut, 2]]); // prettier-ignore

    expect(second?.findings).toMatchObject([{ line: { row: { typed: { ...dog, level: 'High' } } } }]);
  });

  it.each(['\u00a0', '—', '\u200b \u200e', '...'])(
    'SHT9 waits while its summary has no word: %j',
    (summary) => {
      const cut = aCut({ NS: [line({ caseRef: 'MOS-90001', summary })], events: [anEvent(1, one)] });

      expect(kinds(looks(aMemory([]), [[cut, 0], [cut, 2], [cut, 60]])).flat()).toEqual([]); // prettier-ignore
    },
  );
});
