import { decideProposal } from '../../../register/act/decide-proposal';
import { type Actor } from '../../../register/person';
import { type Proposal } from '../../../register/proposal';
import { type Risk } from '../../../register/risk';
import {
  aContext,
  aMonitoredRisk,
  anRcc,
  anRcm,
  aPerson,
  aProposal,
  aRisk,
  region,
  today,
} from '../../kit/builders';
import { decided, proposalAfter, refused, riskAfter, told } from '../../kit/decided';

const author = anRcc().person;
const manager = anRcm();

function attempt(
  verdict: 'confirm' | 'decline',
  parts: Partial<Proposal> = {},
  { by = manager, seen = 1, risk = aRisk() }: { by?: Actor; seen?: number; risk?: Risk } = {},
) {
  const proposal = aProposal({
    author: author.id,
    manager: manager.person.id,
    change: { status: 'recorded', category: 'weapons' },
    ...parts,
  });
  return decideProposal(aContext(by, { people: [author] }), proposal, risk, { verdict, seen });
}

describe('decideProposal', () => {
  it('RSK17 (S0-52) confirmed, the change is made as the author’s, with both names in the audit', () => {
    const outcome = attempt('confirm');

    expect(riskAfter(outcome)).toMatchObject({
      category: 'weapons',
      recordedBy: author.id,
      owner: author.id,
      version: 2,
    });
    expect(proposalAfter(outcome)).toMatchObject({ state: 'confirmed', version: 2, decidedOn: today });
    expect(decided(outcome).audit).toMatchObject([
      { act: 'change-risk', actor: author.id, detail: { author: author.id, manager: manager.person.id } },
      { act: 'confirm-proposal', actor: manager.person.id },
    ]);
  });

  it('RSK17 confirmed after the author has left, the change is the manager’s own', () => {
    const proposal = aProposal({
      author: author.id,
      manager: manager.person.id,
      change: { status: 'recorded', category: 'weapons' },
    });

    const outcome = decideProposal(aContext(manager), proposal, aRisk(), {
      verdict: 'confirm',
      seen: 1,
    });

    expect(riskAfter(outcome).recordedBy).toBe(manager.person.id);
  });

  it('RSK18 (S0-52) declined, the risk stays as it is', () => {
    const { changes } = decided(attempt('decline'));

    expect(changes).toMatchObject([
      { kind: 'proposal', was: 1, proposal: { state: 'declined' } },
      { kind: 'record' },
    ]);
  });

  it('RTE11 (S0-52) tells the author of either verdict', () => {
    expect(told(attempt('confirm'), 'proposal-confirmed')).toEqual([`teams:${author.id}`]);
    expect(told(attempt('decline'), 'proposal-declined')).toEqual([`teams:${author.id}`]);
  });

  it('RSK19 is never confirmed on a risk that moved after the manager looked', () => {
    const risk = aRisk({ version: 2 });

    expect(refused(attempt('confirm', {}, { risk, seen: 1 }))).toMatchObject({ code: 'stale', now: 2 });
  });

  it('RSK19 may be confirmed on a risk that moved since it was asked for, once the manager has seen how it stands', () => {
    const risk = aRisk({ version: 2, atRisk: ['client'] });

    expect(riskAfter(attempt('confirm', {}, { risk, seen: 2 }))).toMatchObject({
      category: 'weapons',
      atRisk: ['client'],
      version: 3,
    });
  });

  it('RSK19 may be declined although the risk has changed since', () => {
    expect(proposalAfter(attempt('decline', {}, { risk: aRisk({ version: 2 }) })).state).toBe('declined');
  });

  it('RSK20 (S0-16, S0-52) an ending asked for by an RCC counts when confirmed, in the author’s name', () => {
    const turn = { kind: 'inactive', reason: 'case-closed', rationale: 'Closed last week.' } as const;
    const risk = aMonitoredRisk({ version: 1 });

    expect(riskAfter(attempt('confirm', { change: {}, turn }, { risk }))).toMatchObject({
      status: 'inactive',
      warning: 'removal-requested',
      inactive: { reason: 'case-closed', rationale: 'Closed last week.', by: author.id, on: today },
    });
  });

  it('RSK20 an ending is refused when the case has left the risk, or the risk is over, before the manager decides', () => {
    const turn = { kind: 'inactive', reason: 'case-closed', rationale: 'Closed last week.' } as const;
    const asked = { change: {}, turn };

    expect(
      refused(attempt('confirm', asked, { risk: aMonitoredRisk({ version: 1, caseRef: null }) })),
    ).toMatchObject({ needs: ['case-ref'] });
    expect(
      refused(attempt('confirm', asked, { risk: aMonitoredRisk({ version: 1, status: 'inactive' }) })).code,
    ).toBe('already');
  });

  it('RSK22 (S0-45, S0-52) a return asked for by an RCC counts when confirmed', () => {
    const turn = { kind: 'reopen', reason: 'A new case has come.' } as const;
    const risk = aMonitoredRisk({ version: 1, status: 'inactive', warning: 'removed' });

    expect(riskAfter(attempt('confirm', { change: {}, turn }, { risk }))).toMatchObject({
      status: 'monitored',
      warning: 'requested',
      reopened: { reason: 'A new case has come.', by: author.id },
    });
  });

  it('RSK17 counts for nothing when its author may no longer change the row', () => {
    const moved = { ...author, roles: ['caseworker' as const] };
    const proposal = aProposal({ author: moved.id, manager: manager.person.id });

    const outcome = decideProposal(aContext(manager, { people: [moved] }), proposal, aRisk(), {
      verdict: 'confirm',
      seen: 1,
    });

    expect(refused(outcome).code).toBe('not-allowed');
  });

  it('RSK18 decides nothing twice', () => {
    expect(refused(attempt('confirm', { state: 'confirmed' }))).toMatchObject({
      code: 'already',
      state: 'confirmed',
    });
    expect(refused(attempt('confirm', { state: 'declined' }))).toMatchObject({
      code: 'already',
      state: 'declined',
    });
  });

  it('PRM14 (S0-52) is for nobody but the named manager', () => {
    expect(refused(attempt('confirm', {}, { by: anRcm() })).code).toBe('not-the-manager');
  });

  it('RSK19 does not touch a risk that the proposal is not about', () => {
    const proposal = aProposal({ author: author.id, manager: manager.person.id });

    const outcome = decideProposal(aContext(manager), proposal, aRisk({ id: 'NS-2026-0002' as never }), {
      verdict: 'confirm',
      seen: 1,
    });

    expect(refused(outcome)).toMatchObject({ code: 'not-found', what: 'risk' });
  });

  it('RTE10 (S0-54) tells the office of another region once the change is confirmed', () => {
    const office = aPerson({ roles: ['rom'], region: region('EM') });
    const proposal = aProposal({
      author: author.id,
      manager: manager.person.id,
      region: region('EM'),
      consulted: office.id,
    });

    const outcome = decideProposal(
      aContext(manager, { people: [author, office] }),
      proposal,
      aRisk({ region: region('EM') }),
      { verdict: 'confirm', seen: 1 },
    );

    expect(told(outcome, 'other-region-changed')).toEqual([`teams:${office.id}`]);
    expect(decided(outcome).audit[0]?.detail).toMatchObject({ consulted: office.id });
  });
});
