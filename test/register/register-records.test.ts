/** What becomes a record beside the register, and that no word about a case gets into one. */
import { changeRisk } from '../../register/act/change-risk';
import { decideProposal } from '../../register/act/decide-proposal';
import { reopenRisk } from '../../register/act/reopen-risk';
import { signWorksheet } from '../../register/act/sign-worksheet';
import { type Actor } from '../../register/person';
import { type Proposal } from '../../register/proposal';
import { recordColumns, recordKinds, type RegisterRecord } from '../../register/register-records';
import { aContext, aDelegate, aMonitoredRisk, anRcc, anRcm, aPerson, aProposal, aReview, aRom, day, personId, region, riskId, someAnswers, today } from '../kit/builders'; // prettier-ignore
import { proposalAfter, recordsIn } from '../kit/decided';

const secret = 'The brother keeps a knife';
const EM = region('EM');
const rcm = anRcm({ name: 'Mo Fen' });
const rcc = anRcc({ name: 'Rowan Cole' });
const colleague = aPerson({ roles: ['rcm'], region: EM, name: 'Ellis Marsh' });

describe('a signed review', () => {
  const risk = aMonitoredRisk();
  const other = aMonitoredRisk({ id: riskId('NS-2026-0002'), version: 2, summary: secret });
  const seen = { by: personId(1), on: today, outcome: 'no-change' as const, review: null };
  const answers = someAnswers({ mostWorriedAbout: secret });
  const rows = {
    [risk.id]: { ...seen, version: 4 },
    [other.id]: { ...seen, version: 2, outcome: 'reviewed' as const, review: answers },
  };
  const signed = (by: Actor) => recordsIn(signWorksheet(aContext(by), aReview({ rows }), [risk, other]));

  it('STO70 (S0-49) becomes one record of region, days, signer and counts', () => {
    expect(signed(aRom({ name: 'Robin Merrow' }))).toEqual([
      {
        kind: 'reviews',
        key: 'review:NS-2026-11-23',
        region: 'NS',
        cells: {
          review: 'NS-2026-11-23',
          region: 'NS',
          dueOn: '2026-11-23',
          signedOn: '2026-11-23',
          signedBy: 'Robin Merrow',
          delegated: 'No',
          lines: '2',
          reviewed: '1',
          unchanged: '1',
        },
      },
    ]);
  });

  it('STO70 (S0-48) says that a delegate signed', () => {
    expect(signed(aDelegate())[0]?.cells).toMatchObject({ delegated: 'Yes' });
  });

  it('STO70 carries none of the answers', () => {
    expect(JSON.stringify(signed(aRom()))).not.toContain(secret);
  });
});

describe('a consultation', () => {
  const risk = aMonitoredRisk({ id: riskId('EM-2026-0001'), region: EM, summary: secret });
  const evidence = { consultation: { consulted: colleague.id }, manager: null, proposalId: 'act-1' };
  const change = { level: { to: 'high' as const, reason: secret } };
  const office = {
    kind: 'consultations',
    key: 'consultation:act-1:office',
    region: 'EM',
    cells: {
      riskId: 'EM-2026-0001',
      region: 'EM',
      about: 'A change',
      author: 'Mo Fen',
      asked: 'Ellis Marsh',
      party: 'Office of the region',
      askedOn: '2026-11-23',
      decidedOn: '2026-11-23',
      answer: 'Consulted',
    },
  };

  it('STO70 (S0-54) of another region’s office becomes a record with the change it was for', () => {
    const outcome = changeRisk(aContext(rcm, { people: [colleague] }), risk, { ...evidence, change });

    expect(recordsIn(outcome)).toEqual([office]);
  });

  it('STO70 (S0-54) says what it was about', () => {
    const over = { ...risk, status: 'inactive' as const };
    const back = reopenRisk(aContext(rcm, { people: [colleague] }), over, { ...evidence, reason: secret });

    expect(recordsIn(back)).toMatchObject([{ cells: { about: 'Bringing it back' } }]);
    expect(JSON.stringify(recordsIn(back))).not.toContain(secret);
  });

  it('STO70 is none in one’s own region, nor before the manager has answered', () => {
    const own = aMonitoredRisk();

    expect(recordsIn(changeRisk(aContext(rcm), own, { ...evidence, change }))).toEqual([]);
    const ctx = aContext(rcc, { people: [rcm.person] });
    expect(recordsIn(changeRisk(ctx, own, { ...evidence, manager: rcm.person.id, change }))).toEqual([]);
  });

  describe('of the line manager', () => {
    const decideAbout = (parts: Partial<Proposal>, verdict: 'confirm' | 'decline', of = aMonitoredRisk()) => {
      const proposal = aProposal({
        author: rcc.person.id,
        manager: rcm.person.id,
        riskId: of.id,
        region: of.region,
        change,
        proposedOn: day('2026-11-20'),
        ...parts,
      });
      const ctx = aContext(rcm, { people: [rcc.person, colleague] });
      return decideProposal(ctx, proposal, of, { verdict, seen: of.version });
    };

    it.each([
      ['confirm', 'Confirmed'],
      ['decline', 'Declined'],
    ] as const)('STO70 (S0-52) becomes a record when they %s', (verdict, answer) => {
      const outcome = decideAbout({}, verdict);

      expect(recordsIn(outcome)).toEqual([
        {
          kind: 'consultations',
          key: 'consultation:proposal-1:manager',
          region: 'NS',
          cells: {
            riskId: 'NS-2026-0001',
            region: 'NS',
            about: 'A change',
            author: 'Rowan Cole',
            asked: 'Mo Fen',
            party: 'Line manager',
            askedOn: '2026-11-20',
            decidedOn: '2026-11-23',
            answer,
          },
        },
      ]);
      expect(proposalAfter(outcome).state).toBe(answer.toLowerCase());
    });

    it('STO70 (S0-52, S0-54) stands beside that of the office, each under a key of its own', () => {
      const records = recordsIn(decideAbout({ consulted: colleague.id }, 'confirm', risk));

      expect(records.map((record) => record.key)).toEqual([
        'consultation:proposal-1:office',
        'consultation:proposal-1:manager',
      ]);
      expect(records[0]?.cells).toMatchObject({ author: 'Rowan Cole', asked: 'Ellis Marsh', askedOn: '2026-11-20' }); // prettier-ignore
    });

    it('STO70 an office that was consulted for what is then declined has no record: its row was not touched', () => {
      const records = recordsIn(decideAbout({ consulted: colleague.id }, 'decline', risk));

      expect(records.map((record) => record.key)).toEqual(['consultation:proposal-1:manager']);
    });
  });
});

it('STO70 every kind has its columns, each with a key and a heading of its own, and a text first', () => {
  const kinds: RegisterRecord['kind'][] = ['reviews', 'consultations'];
  expect(recordKinds).toEqual(kinds);
  for (const kind of recordKinds) {
    const columns = recordColumns[kind];
    expect(new Set(columns.map((column) => column.key)).size).toBe(columns.length);
    expect(new Set(columns.map((column) => column.heading)).size).toBe(columns.length);
    expect(columns[0].kind).toBe('text');
  }
});
