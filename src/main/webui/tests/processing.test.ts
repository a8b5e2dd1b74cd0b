import type { Browser, Locator } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { GRAINY, launch, read, until, upload, visit } from './person';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** What a bar shows as time goes by, until it is gone. */
async function shown(bar: Locator): Promise<number[]> {
  await bar.waitFor();
  return bar.evaluate(
    (element) =>
      new Promise<number[]>((resolve) => {
        const seen = [Number(element.getAttribute('aria-valuenow'))];
        const look = new MutationObserver(() => {
          if (!element.isConnected) {
            look.disconnect();
            resolve(seen);
            return;
          }
          const now = Number(element.getAttribute('aria-valuenow'));
          if (now !== seen.at(-1)) seen.push(now);
        });
        look.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-valuenow'] });
      }),
  );
}

test('progress moves as it is told, without a touch, and whoever has to wait sees their place in line', async () => {
  const { page, complaints } = await visit(browser, '/');
  await page.getByRole('heading', { name: 'Videos', exact: true }).waitFor({ state: 'attached' });
  const first = await upload('First in line', '', GRAINY);
  const bar = page.getByRole('progressbar', { name: 'Processing of First in line' });
  const moved = shown(bar);
  // Two are worked on at a time.
  await Promise.all(['Second', 'Third', 'Fourth'].map((one) => upload(`${one} in line`)));
  const card = (title: string) => page.getByRole('listitem').filter({ hasText: title });
  await page.getByText(/^Waiting, (next|\d+(st|nd|rd|th)) in line$/).first().waitFor();
  const values = await moved;
  // Beside what is told when a quality begins or is whole.
  expect(new Set(values.filter((value) => value > 0 && value < 80)).size, values.join()).toBeGreaterThan(2);
  expect(values).toEqual([...values].sort((a, b) => a - b));
  await card('First in line').getByText(/^0 views/).first().waitFor();
  expect((await read(first.id)).state).toBe('ready');
  expect(complaints).toEqual([]);
});

test('what somebody has uploaded plays while it is still processed, and to its end', async () => {
  const { page, complaints } = await visit(browser, '/uploads');
  await page.getByLabel('Choose files').setInputFiles(GRAINY);
  const card = page.getByRole('list', { name: 'Uploads' }).getByRole('listitem').first();
  // Each quality by itself.
  const qualities = card.getByRole('list', { name: 'Qualities' }).getByRole('listitem');
  await qualities.nth(1).waitFor();
  expect(await qualities.getByText(/^\d+p$/).allInnerTexts()).toEqual(['480p', '360p']);
  await card.getByRole('link', { name: 'Watch', exact: true }).click();
  const player = page.getByRole('region', { name: 'Player' });
  await player.getByRole('button', { name: 'Play', exact: true }).first().click();
  await until(page, (element) => element.currentTime > 0.1 && !element.paused);
  const id = new URL(page.url()).pathname.split('/').at(-1) ?? '';
  expect((await read(id)).state).toBe('processing');
  await vi.waitUntil(async () => (await read(id)).state === 'ready', { timeout: 60_000, interval: 250 });
  await until(page, (element) => element.ended);
  expect(await page.locator('video').evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(9.5);
  expect(complaints).toEqual([]);
});
