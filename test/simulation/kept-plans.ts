/** Schedules that failed once, whole as they were drawn; their names say what went wrong. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { type Plan, type StoreKind } from './plan';

const folder = resolve('test/simulation/kept');

/** By the name of their file, without its end. */
export const keptNames = (): string[] => readdirSync(folder).map((file) => file.replace('.json', ''));

export const keptPlan = (name: string): Plan =>
  JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Plan;

export const keptPlans = (store: StoreKind): Plan[] =>
  keptNames()
    .map(keptPlan)
    .filter((plan) => plan.store === store);
