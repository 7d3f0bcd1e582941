/** Chromium for the browser tests: found or announced as missing, pictures of pages, and axe on every page. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { laneOf } from './lane';

const executable = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium';

const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** `describe` where Chromium is installed; elsewhere the tests are skipped with a notice, and fail in CI. */
export const describeInChromium = laneOf(
  existsSync(executable) ? null : `Chromium was not found at ${executable}; CHROMIUM_PATH names another.`,
);

/** A running Chromium without a window. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: executable, args: quiet });
}

/** How a page is looked at. */
export interface Look {
  scheme?: 'light' | 'dark';
  width?: number;
  height?: number;
}

/** A person's own browser: nothing remembered, British dates. */
export async function asVisitor(browser: Browser, look: Look = {}): Promise<BrowserContext> {
  const context = await browser.newContext({
    colorScheme: look.scheme ?? 'light',
    viewport: { width: look.width ?? 1200, height: look.height ?? 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(20_000);
  return context;
}

/** Pictures for people to look at; the folder is not committed. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join(__dirname, '..', 'shots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

const focusKeepers = '[data-tabster-dummy]';

/** What axe finds serious or critical, one line each; empty when all is well. */
export async function barriers(page: Page): Promise<string[]> {
  // Fluent's focus keepers are not for people: whoever lands on one is sent on at once.
  const { violations } = await new AxeBuilder({ page })
    .exclude(['iframe', focusKeepers])
    .exclude(focusKeepers)
    .analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')} (${node.failureSummary ?? ''})`),
    );
}
