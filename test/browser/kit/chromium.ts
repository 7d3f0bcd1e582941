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
export function asVisitor(browser: Browser, look: Look = {}): Promise<BrowserContext> {
  return browser.newContext({
    colorScheme: look.scheme ?? 'light',
    viewport: { width: look.width ?? 1200, height: look.height ?? 900 },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    reducedMotion: 'reduce',
  });
}

/** Pictures for people to look at; the folder is not committed. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = join(__dirname, '..', 'shots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** What axe finds serious or critical, one line each; empty when all is well. */
export async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, help, nodes }) =>
      nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')} (${node.failureSummary ?? ''})`),
    );
}

/** Polls until the question is answered with something; fails with the sentence when it never is. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | null | undefined | false>,
  withinMs = 30_000,
): Promise<T> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer) return answer;
    if (Date.now() > deadline) throw new Error(`Waited ${withinMs / 1000} s in vain: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 150));
  }
}
