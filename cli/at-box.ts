/** Commands without a tenant in the settings work on the box: on the one that runs, or on one started for the while. */
import { TenantError } from '../tenant/start';
import { namesTenant, settingsOfRunning, startBox, withSettings } from './box';
import { parseBoxConfig, type Environment } from './config';

/** Does the work with settings that name a tenant. */
export async function atBox<Done>(
  environment: Environment,
  work: (settings: Environment) => Promise<Done>,
): Promise<Done> {
  if (namesTenant(environment)) return work(environment);
  const box = await openBox(environment);
  try {
    return await work(withSettings(environment, box.settings));
  } finally {
    await box.close();
  }
}

async function openBox(
  environment: Environment,
): Promise<{ settings: Record<string, string>; close(): Promise<void> }> {
  const config = parseBoxConfig(environment);
  try {
    const { settings, tenant } = await startBox(config, () => Promise.resolve());
    return { settings, close: () => tenant.stop() };
  } catch (error) {
    if (!(error instanceof TenantError) || error.code !== 'EADDRINUSE') throw error;
    return { settings: await settingsOfRunning(config), close: () => Promise.resolve() };
  }
}
