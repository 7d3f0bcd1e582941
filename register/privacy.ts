/** Questions free text that looks like it names or identifies a person (S0-11). It asks; it never silently changes text. */

export type PrivacyKind = 'name' | 'phone' | 'postcode' | 'e-mail' | 'nhs-number' | 'ni-number';

/** What was found and where; the text itself is not repeated, so a finding may be logged. Offsets in UTF-16 units. */
export interface PrivacyFinding {
  kind: PrivacyKind;
  start: number;
  end: number;
}

export declare function personalLooking(text: string, ordinary?: readonly string[]): PrivacyFinding[];
