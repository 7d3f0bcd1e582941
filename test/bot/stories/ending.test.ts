/** Risks end, come back and are struck; their Mosaic warnings come off. */
import { buttonOf, cast, onStage, textOf } from '../kit';
import { officeOn } from './office';

const stage = onStage();
const { open, save, risk, aReported, aMonitored } = officeOn(stage);

it('S2-07 a warning to remove stays a task on the home card until somebody says it is done', async () => {
  const id = await aReported({ status: 'inactive', warning: 'removal-requested' });
  const home = await stage().press(cast.rcc, { v: 1, verb: 'open', show: 'home' });
  expect(textOf(home)).toMatch(/Mosaic warnings? (is|are) to be placed or removed/);

  const list = await stage().press(cast.rcc, buttonOf(home, 'Mosaic warnings to do'));
  expect(textOf(list)).toContain(`${id}\nInactive, Mosaic warning removal requested`);
  const card = await open(cast.rcm, 'risk', id);
  await stage().press(cast.rcm, buttonOf(card, 'Warning is removed from Mosaic'));

  const after = await stage().press(cast.rcc, { v: 1, verb: 'open', show: 'risks', id: 'warnings' });
  expect(textOf(after)).not.toContain(id);
});

describe('S0-16 ending a risk', () => {
  it('the ROM marks it inactive with a rationale, and the warning is to be removed', async () => {
    const id = await aMonitored();
    const form = await open(cast.rom, 'inactive', id);

    const missing = await save(cast.rom, form, { reason: 'acceptable-level' }, 'Mark inactive');
    expect(textOf(missing)).toContain('Still needed: why, in a few words.');
    const card = await save(
      cast.rom,
      form,
      { reason: 'acceptable-level', text: 'No visit for a year.' },
      'Mark inactive',
    );

    expect(await risk(id)).toMatchObject({ status: 'inactive', warning: 'removal-requested' });
    const removed = await stage().press(cast.rom, buttonOf(card, 'Warning is removed from Mosaic'));
    expect(textOf(removed)).toContain('Thank you, noted.');
    expect((await risk(id)).warning).toBe('removed');
  });

  it('an RCM is offered only the reason that is theirs', async () => {
    const form = await open(cast.rcm, 'inactive', await aMonitored());

    expect(textOf(form)).toContain('Client case closed');
    expect(textOf(form)).not.toContain('Managed to an acceptable level');
  });

  it('case closed needs the tick', async () => {
    const id = await aMonitored();
    const form = await open(cast.rcm, 'inactive', id);

    const again = await save(
      cast.rcm,
      form,
      { reason: 'case-closed', text: 'Closed last week.' },
      'Mark inactive',
    );
    expect(textOf(again)).toContain('the tick that the case is closed in Mosaic');
    await save(
      cast.rcm,
      form,
      { reason: 'case-closed', text: 'Closed last week.', caseClosed: 'true' },
      'Mark inactive',
    );

    expect((await risk(id)).status).toBe('inactive');
  });

  it('it is reopened with a reason, and struck by the ROM alone', async () => {
    const id = await aMonitored({
      status: 'inactive',
      warning: 'removed',
      inactive: { reason: 'case-closed', rationale: 'Closed.', on: '2026-11-01' as never, by: cast.rom.id },
    });

    await save(
      cast.rcm,
      await open(cast.rcm, 'reopen', id),
      { text: 'A threat on the closed case.' },
      'Reopen',
    );
    expect((await risk(id)).status).toBe('monitored');

    expect(textOf(await open(cast.rcm, 'void', id))).toContain('Only the ROM of Northshire decides this');
    await save(
      cast.rom,
      await open(cast.rom, 'void', id),
      { text: 'Entered twice.' },
      'Mark as entered in error',
    );
    expect((await risk(id)).status).toBe('void');
  });

  it('a caseworker gets none of these forms', async () => {
    const id = await aReported();

    for (const show of ['record', 'inactive', 'reopen', 'void'])
      expect(textOf(await open(cast.caseworker, show, id))).toMatch(
        /Your role does not include this|Only the ROM/,
      );
  });
});
