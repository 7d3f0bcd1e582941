/** Records beside the register, with readable defaults. */
import { consultationRecord, reviewRecord, type RegisterRecord } from '../../register/register-records';
import { namesOf } from '../../register/sheet-values';
import { addDays } from '../../register/local-date';
import { aPerson, aReview, personId, region, riskId, today } from './builders';

const people = [
  aPerson({ id: personId(501), name: 'Mo Fen' }),
  aPerson({ id: personId(502), name: 'Ellis Marsh' }),
];

/** The record of a review signed by Mo Fen; each number has a day of its own. */
export function aReviewRecord(number: number): RegisterRecord {
  const dueOn = addDays(today, number);
  const review = aReview({ id: `NS-${dueOn}`, dueOn, state: 'signed', signedBy: personId(501), signedOn: dueOn });
  return reviewRecord(review, namesOf(people));
} // prettier-ignore

/** The record that Mo Fen consulted Ellis Marsh about a change. */
export function aConsultation(id: string): RegisterRecord {
  const held = {
    id,
    riskId: riskId('EM-2026-0001'),
    region: region('EM'),
    about: 'change' as const,
    author: personId(501),
    asked: personId(502),
    askedOn: today,
    decidedOn: today,
    answer: 'consulted' as const,
  };
  return consultationRecord(held, namesOf(people));
}
