import { decideProposal } from '../../../register/act/decide-proposal';
import { type Actor } from '../../../register/person';
import { type Proposal } from '../../../register/proposal';
import { aContext, anRcc, anRcm, aPerson, aProposal, aRisk, region, today } from '../../kit/builders';
import { decided, proposalAfter, refused, riskAfter, told } from '../../kit/decided';

const author = anRcc().person;
const manager = anRcm();

function attempt(verdict: 'confirm' | 'decline', parts: Partial<Proposal> = {}, by: Actor = manager) {
  const proposal = aProposal({
    author: author.id,
    manager: manager.person.id,
    change: { status: 'recorded', category: 'weapons' },
    ...parts,
  });
  return decideProposal(aContext(by, { people: [author] }), proposal, aRisk(), verdict);
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

    const outcome = decideProposal(aContext(manager), proposal, aRisk(), 'confirm');

    expect(riskAfter(outcome).recordedBy).toBe(manager.person.id);
  });

  it('RSK18 (S0-52) declined, the risk stays as it is', () => {
    const { changes } = decided(attempt('decline'));

    expect(changes).toMatchObject([{ kind: 'proposal', was: 1, proposal: { state: 'declined' } }]);
  });

  it('RTE11 (S0-52) tells the author of either verdict', () => {
    expect(told(attempt('confirm'), 'proposal-confirmed')).toEqual([`teams:${author.id}`]);
    expect(told(attempt('decline'), 'proposal-declined')).toEqual([`teams:${author.id}`]);
  });

  it('RSK19 shows a proposal again when the risk has changed since, and never applies it blindly', () => {
    expect(refused(attempt('confirm', { basedOn: 9 }))).toMatchObject({ code: 'stale', now: 1 });
  });

  it('RSK19 may be declined although the risk has changed since', () => {
    expect(proposalAfter(attempt('decline', { basedOn: 9 })).state).toBe('declined');
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
    expect(refused(attempt('confirm', {}, anRcm())).code).toBe('not-the-manager');
  });

  it('RSK19 does not touch a risk that the proposal is not about', () => {
    const proposal = aProposal({ author: author.id, manager: manager.person.id });

    const outcome = decideProposal(
      aContext(manager),
      proposal,
      aRisk({ id: 'NS-2026-0002' as never }),
      'confirm',
    );

    expect(refused(outcome)).toMatchObject({ code: 'not-found', what: 'risk' });
  });

  it('RTE10 (S0-54) tells the office of another region once the change is confirmed', () => {
    const office = aPerson({ roles: ['rom'], region: region('EM') });
    const proposal = aProposal({ author: author.id, manager: manager.person.id, region: region('EM') });

    const outcome = decideProposal(
      aContext(manager, { people: [author, office] }),
      proposal,
      aRisk({ region: region('EM') }),
      'confirm',
    );

    expect(told(outcome, 'other-region-changed')).toEqual([`teams:${office.id}`]);
  });
});
