/** `risk-register run`: the product, and beside it the box when no other tenant is configured. */
import { clockOffset, setClockOffset } from '../state/clock';
import { namesTenant, startBox, withSettings, type RunningBox } from './box';
import { parseBoxConfig, parseConfig, type Config, type Environment } from './config';
import { openLog, type OpenLog } from './log';
import { readOrganisation } from './organisation';
import { startProduct, type Product } from './product';
import { seedSample, startEmpty } from './seed';

export interface RunOptions {
  environment: Environment;
  /** Start without the fictional sample (box only). */
  empty: boolean;
  say: (line: string) => void;
}

export interface Running {
  product: Product;
  box: RunningBox | null;
  stop(): Promise<void>;
}

/** Starts; throws what exit.ts can explain. */
export async function run(options: RunOptions): Promise<Running> {
  let product: Product | null = null;
  const box = namesTenant(options.environment)
    ? null
    : await startBox(parseBoxConfig(options.environment), async (offsetMs) => {
        if (!product) return;
        await setClockOffset(product.state.db, offsetMs);
        await product.catchUp();
      });
  let log: OpenLog | null = null;
  let store: Config['CRR_STORE'];
  try {
    const config = parseConfig(box ? withSettings(options.environment, box.settings) : options.environment);
    store = config.CRR_STORE;
    log = openLog(config.CRR_LOG, config.CRR_HOME);
    const org = await readOrganisation(config.CRR_ORGANISATION);
    product = await startProduct({
      config,
      org,
      log,
      beforeWatching: (state) => prepare(state, box, options.empty),
    });
  } catch (error) {
    await log?.close();
    await box?.tenant.stop();
    throw error;
  }
  say(options, product, { box, log, store });
  return { product, box, stop: () => stop(product, box, log) };
}

async function prepare(state: Product['state'], box: RunningBox | null, empty: boolean): Promise<void> {
  if (!box) return;
  const offset = box.tenant.clock.offsetMs();
  if ((await clockOffset(state.db)) !== offset) await setClockOffset(state.db, offset);
  const filled = empty ? await startEmpty(state) : await seedSample(state);
  state.log.info('box-prepared', { filled });
}

async function stop(product: Product | null, box: RunningBox | null, log: OpenLog | null): Promise<void> {
  await product?.stop();
  await box?.tenant.stop();
  await log?.close();
}

function say(
  options: RunOptions,
  product: Product,
  at: { box: RunningBox | null; log: OpenLog | null; store: Config['CRR_STORE'] },
): void {
  const lines = at.box
    ? [
        at.box.tenant.banner,
        `  Chat, app, mail, clock   ${at.box.tenant.url}`,
        at.store === 'lists'
          ? `  The register as lists    ${at.box.listsUrl}`
          : `  The register as a file   ${at.box.workbookPath}`,
        `  The product              ${product.url}  (/readyz says what is not ready)`,
        `  Agents Playground        npx @microsoft/m365agentsplayground -e ${product.url.replace('127.0.0.1', 'localhost')}/api/messages -c msteams --dt`,
      ]
    : [`The Casework Risk Register is running: ${product.url}  (/readyz says what is not ready)`];
  if (at.log?.path) lines.push(`  Log                      ${at.log.path}`);
  for (const line of lines) options.say(line);
}
