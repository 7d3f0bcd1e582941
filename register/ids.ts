/** Branded identifiers: mixing them up must not compile. */
import { z } from 'zod';

/** Entra object id of a member of staff, lower case. */
export const personIdSchema = z
  .string()
  .regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12,13}$/, 'an Entra object id')
  .brand<'PersonId'>();
export type PersonId = z.infer<typeof personIdSchema>;

/** Short code of a region, from the organisation file, e.g. NS. */
export const regionIdSchema = z
  .string()
  .regex(/^[A-Z]{2,4}$/, 'two to four capital letters')
  .brand<'RegionId'>();
export type RegionId = z.infer<typeof regionIdSchema>;

const riskIdForm = /^[A-Z]{2,4}-\d{4}-\d{4,6}$/;

/** REG-YYYY-NNNN, e.g. NS-2026-0001. Never reused, never case data. */
export const riskIdSchema = z.string().regex(riskIdForm, 'a Risk ID such as NS-2026-0001').brand<'RiskId'>();
export type RiskId = z.infer<typeof riskIdSchema>;

/** Mosaic case reference, e.g. MOS-90001. */
export const caseRefSchema = z.string().regex(/^MOS-\d{4,8}$/, 'a Mosaic reference such as MOS-90001');

/** True when the text has the shape of a Risk ID. */
export function isRiskId(text: string): text is RiskId {
  return riskIdForm.test(text);
}

/** Next reference of a region and year: number 7 gives NS-2026-0007. */
export function riskIdFor(region: RegionId, year: number, number: number): RiskId {
  return riskIdSchema.parse(`${region}-${year}-${String(number).padStart(4, '0')}`);
}
