import type { Locator, Page } from 'playwright-core';

/** What somebody does who has the page before them. */
export function stranger(page: Page) {
  const composer = () => page.getByRole('textbox', { name: /^Message / });
  return {
    composer,
    async becomes(name: string): Promise<void> {
      await page.getByRole('radio', { name: new RegExp(`^${name}`) }).check();
      await page.getByRole('textbox', { name: new RegExp(` as ${name}$`) }).waitFor();
    },
    async types(line: string): Promise<void> {
      await composer().fill(line);
      await composer().press('Enter');
    },
    /** The message in the channel that is the view of that deploy: its small print names it. */
    card: (id: string): Locator =>
      page
        .locator('.message.from-bot')
        .filter({ has: page.getByRole('heading') })
        .filter({ hasText: new RegExp(`${id}\\b.*lane `, 's') }),
    async isTold(text: string): Promise<void> {
      await page.locator('.message.private', { hasText: text }).last().waitFor();
    },
    /** Says yes to the question that a button asked. */
    async answers(yes: string): Promise<void> {
      await page.getByRole('alertdialog').getByRole('button', { name: yes, exact: true }).click();
    },
    /** Looks at a card from now on; gives the bold words of its status line, each state once, in the order in which they were shown. */
    async watches(card: Locator): Promise<() => Promise<string[]>> {
      const ts = await card.getAttribute('data-ts');
      await page.evaluate(`{
        const seen = (window.statesOfCard = []);
        const look = () => {
          const word = document.querySelector('[data-ts="${ts}"] .prose strong')?.textContent;
          if (word && seen.at(-1) !== word) seen.push(word);
        };
        look();
        new MutationObserver(look).observe(document.querySelector('.log'), { subtree: true, childList: true, characterData: true });
      }`);
      return () => page.evaluate<string[]>('window.statesOfCard');
    },
  };
}
