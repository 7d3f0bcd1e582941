import fc from 'fast-check';
import {
  mayBeManager,
  mayConfirmProposal,
  mayEditRow,
  mayHandleWarning,
  mayMarkInactive,
  mayReport,
  maySeeRisk,
  maySetPosture,
  maySignWorksheet,
  mayVoid,
} from '../../register/permissions';
import { roles, type Role } from '../../register/person';
import {
  aDelegate,
  aDelegation,
  aLevel3,
  anActor,
  anRcc,
  anRcm,
  aPerson,
  aProposal,
  aRisk,
  aRom,
  day,
  personId,
  region,
  today,
} from '../kit/builders';

const NS = region('NS');
const EM = region('EM');
const sheet = { kind: 'sheet' as const, region: NS };

describe('who may report and see', () => {
  it.each(roles)('PRM1 (S0-03) lets a %s report', (role) => {
    expect(mayReport(anActor({ roles: [role] }))).toMatchObject({ ok: true, rule: 'S0-03' });
  });

  it('PRM2 knows nobody whom the directory has disabled, whatever the role', () => {
    const gone = aRom({ active: false });

    const answers = [
      mayReport(gone),
      maySeeRisk(gone, aRisk()),
      mayEditRow(gone, NS, today),
      maySignWorksheet(gone, NS, today),
      maySetPosture(gone, aRisk(), 'suspended'),
      mayMarkInactive(gone, aRisk(), 'acceptable-level', today),
      mayVoid(gone, aRisk()),
      mayHandleWarning(gone, NS, today),
      mayConfirmProposal(gone, aProposal({ manager: gone.person.id })),
    ];

    expect(new Set(answers.map((answer) => (answer.kind === 'refusal' ? answer.code : 'allowed')))).toEqual(
      new Set(['unknown-person']),
    );
  });

  it.each<[Role, string]>([
    ['rcc', 'S0-51'],
    ['rcm', 'S0-51'],
    ['ro', 'S0-51'],
    ['rom', 'S0-51'],
    ['head', 'S0-46'],
    ['safeguarding', 'S0-50'],
  ])('PRM3 (S0-46, S0-50, S0-51) shows a %s every region', (role, rule) => {
    const answer = maySeeRisk(anActor({ roles: [role], region: EM }), aRisk());

    expect(answer).toEqual({ kind: 'allowed', ok: true, rule });
  });

  it('PRM4 (S0-08) shows a caseworker the instruction of what they reported or was reported for them, and nothing else', () => {
    const caseworker = anActor();
    const { id } = caseworker.person;

    expect(maySeeRisk(caseworker, aRisk({ reportedBy: id }))).toMatchObject({ only: 'instruction' });
    expect(maySeeRisk(caseworker, aRisk({ onBehalfOf: id }))).toMatchObject({ only: 'instruction' });
    expect(maySeeRisk(caseworker, aRisk())).toMatchObject({ code: 'not-allowed' });
  });

  it('PRM5 (S0-20, S0-21) shows departments the risks of their own type only', () => {
    const press = anActor({ roles: ['public-relations'] });
    const support = anActor({ roles: ['casework-support-manager'] });

    expect(maySeeRisk(press, aRisk({ types: ['reputational'] }))).toMatchObject({ ok: true });
    expect(maySeeRisk(press, aRisk({ types: ['organisational'] }))).toMatchObject({ code: 'not-allowed' });
    expect(maySeeRisk(support, aRisk({ types: ['organisational'] }))).toMatchObject({ ok: true });
    expect(maySeeRisk(support, aRisk({ types: ['general'] }))).toMatchObject({ code: 'not-allowed' });
    expect(maySeeRisk(anActor({ roles: ['mosaic-team'] }), aRisk())).toMatchObject({ code: 'not-allowed' });
  });
});

describe('who may change a row', () => {
  it('PRM6 (S0-53) lets an office change its own region without more', () => {
    expect(mayEditRow(anRcm(), NS, today)).toEqual({ kind: 'allowed', ok: true, rule: 'S0-53' });
  });

  it('PRM7 (S0-54) asks for consultation in another region', () => {
    expect(mayEditRow(anRcm(), EM, today)).toMatchObject({ needs: 'consultation', rule: 'S0-54' });
  });

  it('PRM8 (S0-52) asks an RCC for a line manager, and elsewhere for both', () => {
    expect(mayEditRow(anRcc(), NS, today)).toMatchObject({ needs: 'manager', rule: 'S0-52' });
    expect(mayEditRow(anRcc(), EM, today)).toMatchObject({ needs: 'manager-and-consultation' });
  });

  it('PRM8 (S0-52) asks nobody for a manager who is RCM or ROM as well', () => {
    expect(mayEditRow(anActor({ roles: ['rcc', 'rcm'] }), NS, today)).not.toHaveProperty('needs');
  });

  it('PRM9 (S0-48) counts a fit day-to-day delegate as of the region, and no other', () => {
    const fit = anRcm();
    const { id } = fit.person;
    const delegations = [aDelegation(id, { region: EM, scope: 'day-to-day' })];

    expect(mayEditRow({ ...fit, delegations, trainings: [aLevel3(id)] }, EM, today)).not.toHaveProperty(
      'needs',
    );
    expect(mayEditRow({ ...fit, delegations }, EM, today)).toMatchObject({ needs: 'consultation' });
  });

  it('PRM10 asks a Head for consultation of the office (proposal)', () => {
    expect(mayEditRow(anActor({ roles: ['head'], region: null, area: 'north' }), NS, today)).toMatchObject({
      needs: 'consultation',
    });
  });

  it.each<Role>([
    'caseworker',
    'safeguarding',
    'public-relations',
    'casework-support-manager',
    'mosaic-team',
  ])('PRM11 (S0-51) lets a %s change no row', (role) => {
    expect(mayEditRow(anActor({ roles: [role] }), NS, today)).toMatchObject({ code: 'not-allowed' });
  });

  it('PRM12 lets the sheet change its own region only, and never sign, suspend, withdraw, end or strike', () => {
    expect(mayEditRow(sheet, NS, today)).toMatchObject({ ok: true });
    expect(mayEditRow(sheet, EM, today)).toMatchObject({ code: 'not-allowed' });
    expect(maySignWorksheet(sheet, NS, today)).toMatchObject({ code: 'not-allowed' });
    expect(maySetPosture(sheet, aRisk(), 'suspended')).toMatchObject({ code: 'rom-only' });
    expect(maySetPosture(sheet, aRisk(), 'withdrawn')).toMatchObject({ code: 'rom-only' });
    expect(mayMarkInactive(sheet, aRisk(), 'case-closed', today)).toMatchObject({ code: 'not-allowed' });
    expect(mayVoid(sheet, aRisk())).toMatchObject({ code: 'rom-only' });
  });

  it('PRM13 (S0-13) leaves the Mosaic warning to the office', () => {
    expect(mayHandleWarning(anRcm(), NS, today)).toMatchObject({ ok: true, rule: 'S0-13' });
    expect(mayHandleWarning(anRcc(), NS, today)).toMatchObject({ needs: 'manager' });
    expect(mayHandleWarning(anActor({ roles: ['head'] }), NS, today)).toMatchObject({ code: 'not-allowed' });
    expect(mayHandleWarning(anActor(), NS, today)).toMatchObject({ code: 'not-allowed' });
  });
});

describe('who may confirm, sign and decide', () => {
  it('PRM14 (S0-52) lets only the named line manager decide a proposal', () => {
    const manager = anRcm();
    const proposal = aProposal({ manager: manager.person.id });

    expect(mayConfirmProposal(manager, proposal)).toMatchObject({ ok: true });
    expect(mayConfirmProposal(anRcm(), proposal)).toEqual({
      kind: 'refusal',
      code: 'not-the-manager',
      rule: 'S0-52',
      manager: manager.person.id,
    });
  });

  it('PRM15 (S0-52) lets nobody confirm their own work', () => {
    const both = anRcm();
    const proposal = aProposal({ author: both.person.id, manager: both.person.id });

    expect(mayConfirmProposal(both, proposal)).toMatchObject({ code: 'own-work' });
  });

  it('PRM16 (S0-52) counts RCM, ROM and Head as line managers while they are here', () => {
    expect(mayBeManager(aPerson({ roles: ['rcm'] }))).toBe(true);
    expect(mayBeManager(aPerson({ roles: ['rom'] }))).toBe(true);
    expect(mayBeManager(aPerson({ roles: ['head'] }))).toBe(true);
    expect(mayBeManager(aPerson({ roles: ['rcc'] }))).toBe(false);
    expect(mayBeManager(aPerson({ roles: ['rom'], active: false }))).toBe(false);
  });

  it('PRM16 (S0-52) refuses a named manager who is one no longer', () => {
    const former = anActor({ roles: ['ro'] });

    expect(mayConfirmProposal(former, aProposal({ manager: former.person.id }))).toMatchObject({
      code: 'not-allowed',
    });
  });

  it('PRM17 (S0-49) lets the ROM of the region sign, and no ROM of another', () => {
    expect(maySignWorksheet(aRom(), NS, today)).toMatchObject({ ok: true, rule: 'S0-49' });
    expect(maySignWorksheet(aRom({ region: EM }), NS, today)).toMatchObject({ code: 'no-delegation' });
  });

  it('PRM18 (S0-48) lets a delegate sign on the last day of Level 3 and refuses the day after, naming the day', () => {
    const delegate = aDelegate('2026-11-23');

    expect(maySignWorksheet(delegate, NS, day('2026-11-23'))).toMatchObject({ ok: true, rule: 'S0-48' });
    expect(maySignWorksheet(delegate, NS, day('2026-11-24'))).toEqual({
      kind: 'refusal',
      code: 'level-3-expired',
      rule: 'S0-48',
      expiredOn: '2026-11-23',
    });
  });

  it('PRM19 (S0-48) refuses a delegate who never had Level 3', () => {
    expect(maySignWorksheet(aDelegate(null), NS, today)).toMatchObject({ code: 'level-3-missing' });
  });

  it.each([
    ['not begun', { from: day('2026-11-24') }],
    ['run out', { to: day('2026-11-22') }],
    ['been ended today', { endedOn: today }],
    ['another region', { region: EM }],
    ['another scope', { scope: 'day-to-day' as const }],
  ])('PRM20 (S0-48) refuses a delegate whose delegation has %s', (_why, parts) => {
    const delegate = aDelegate();
    const delegations = [aDelegation(delegate.person.id, parts)];

    expect(maySignWorksheet({ ...delegate, delegations }, NS, today)).toMatchObject({
      code: 'no-delegation',
    });
  });

  it('PRM21 (S0-43, S0-44) leaves suspension, withdrawal and the way back to the ROM of the region', () => {
    const suspended = aRisk({ posture: 'suspended' });

    expect(maySetPosture(aRom(), aRisk(), 'suspended')).toMatchObject({ ok: true, rule: 'S0-43' });
    expect(maySetPosture(aRom(), aRisk(), 'withdrawn')).toMatchObject({ ok: true, rule: 'S0-44' });
    expect(maySetPosture(anRcm(), aRisk(), 'withdrawn')).toMatchObject({ code: 'rom-only', region: NS });
    expect(maySetPosture(anRcm(), suspended, 'normal')).toMatchObject({ code: 'rom-only' });
    expect(maySetPosture(aRom({ region: EM }), suspended, 'normal')).toMatchObject({ code: 'rom-only' });
    expect(maySetPosture(anRcm(), aRisk(), 'remote-only')).toMatchObject({ ok: true });
    expect(maySetPosture(anRcm(), suspended, 'suspended')).toMatchObject({ ok: true });
  });

  it('PRM22 (S0-16) leaves "acceptable level" to ROM, Head and fit delegate', () => {
    const may = (actor: Parameters<typeof mayMarkInactive>[0]) =>
      mayMarkInactive(actor, aRisk(), 'acceptable-level', today);

    expect(may(aRom())).toMatchObject({ ok: true });
    expect(may(aDelegate())).toMatchObject({ ok: true });
    expect(may(anActor({ roles: ['head'], region: null }))).toMatchObject({
      ok: true,
      needs: 'consultation',
    });
    expect(may(anRcm())).toMatchObject({ code: 'not-allowed', rule: 'S0-16' });
    expect(may(aDelegate('2026-11-22'))).toMatchObject({ code: 'level-3-expired' });
  });

  it('PRM23 (S0-16) lets the office end a risk whose case is closed, an RCC with a manager', () => {
    expect(mayMarkInactive(anRcm(), aRisk(), 'case-closed', today)).toMatchObject({ ok: true });
    expect(mayMarkInactive(anRcc(), aRisk(), 'case-closed', today)).toMatchObject({ needs: 'manager' });
    expect(mayMarkInactive(anActor(), aRisk(), 'case-closed', today)).toMatchObject({ code: 'not-allowed' });
  });

  it('PRM24 leaves striking an entry to the ROM of the region (proposal)', () => {
    expect(mayVoid(aRom(), aRisk())).toMatchObject({ ok: true });
    expect(mayVoid(anRcm(), aRisk())).toMatchObject({ code: 'rom-only' });
    expect(mayVoid(aRom({ region: EM }), aRisk())).toMatchObject({ code: 'rom-only' });
  });

  it('PRM11 (S0-51) gives somebody without a role nothing but reporting', () => {
    const anyone = fc.record({
      active: fc.boolean(),
      region: fc.constantFrom(NS, EM, null),
      area: fc.constantFrom('north', null),
    });
    fc.assert(
      fc.property(anyone, (parts) => {
        const actor = anActor({ ...parts, roles: [] });
        const answers = [
          maySeeRisk(actor, aRisk({ reportedBy: personId(5) })),
          mayEditRow(actor, NS, today),
          maySignWorksheet(actor, NS, today),
          maySetPosture(actor, aRisk(), 'withdrawn'),
          mayMarkInactive(actor, aRisk(), 'case-closed', today),
          mayVoid(actor, aRisk()),
          mayHandleWarning(actor, NS, today),
        ];
        expect(answers.every((answer) => answer.kind === 'refusal')).toBe(true);
      }),
    );
  });
});
