/** The office of the benchmarks: four regions of the example organisation, and the settings of a box that keeps their register. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { organisationSchema, type Organisation } from '../../register/organisation';
import { type SyncConfig } from '../../sync/config';
import { configFor } from '../kit/product-tenant';

export const workbookName = 'Casework Risk Register.xlsx';

/** The command runs from the project's folder. */
export function benchOffice(): Organisation {
  const whole = organisationSchema.parse(
    parse(readFileSync(join(process.cwd(), 'cli', 'demo', 'organisation.yaml'), 'utf8')),
  );
  return { ...whole, regions: whole.regions.slice(0, 4) };
}

/** Settings for a box at this address. */
export const benchConfig = (url: string): SyncConfig => configFor(url, { CRR_WORKBOOK_NAME: workbookName });
