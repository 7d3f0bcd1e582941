/** A person of the fictional organisation at the shell: who they are, and how they use a page without a mouse. */
import { type Locator, type Page } from 'playwright-core';

/** Ids of the tenant's people by the name shown. */
export async function peopleOf(shell: string): Promise<(name: string) => string> {
  const tenant = (await (await fetch(`${shell}/shell/tenant.json`)).json()) as {
    users: { id: string; displayName: string }[];
  };
  return (name) => {
    const found = tenant.users.find((user) => user.displayName === name);
    if (found === undefined) throw new Error(`Nobody in the tenant is called ${name}.`);
    return found.id;
  };
}

/** The newest message of the bot. */
export const newest = (page: Page): Locator => page.locator('.message.from-bot').last();

/** The message whose card has this heading. */
export const cardWith = (page: Page, heading: string | RegExp): Locator =>
  page.locator('.message.from-bot', { has: page.getByRole('heading', { name: heading }) }).last();

/** Writes a message and sends it with the Enter key. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: /^Message to/ }).fill(text);
  await page.keyboard.press('Enter');
}

/** More than any card of ours has fields; reaching it means the keyboard cannot get there. */
const mostTabs = 80;

/** Presses Tab until the control has the focus. */
export async function tabTo(page: Page, control: Locator): Promise<void> {
  await control.waitFor();
  for (let pressed = 0; pressed < mostTabs; pressed += 1) {
    if (await control.evaluate((element) => element === element.ownerDocument.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Not reached with ${mostTabs} presses of Tab: ${control.toString()}`);
}

/** Reaches a control with Tab and presses a key on it. */
export async function pressKey(page: Page, control: Locator, key: string): Promise<void> {
  await tabTo(page, control);
  await page.keyboard.press(key);
}

/** Reaches a field with Tab and types into it. */
export async function typeInto(page: Page, control: Locator, text: string): Promise<void> {
  await tabTo(page, control);
  await page.keyboard.insertText(text);
}
