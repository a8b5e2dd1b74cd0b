import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { GRAINY, holdEncoders, launch, read, until, upload, visit } from './person';

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
        const seen: number[] = [];
        const note = () => {
          const now = element.getAttribute('aria-valuenow');
          if (now !== null && Number(now) !== seen.at(-1)) seen.push(Number(now));
        };
        note();
        const look = new MutationObserver(() => {
          if (element.isConnected) return note();
          look.disconnect();
          resolve(seen);
        });
        look.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['aria-valuenow'] });
      }),
  );
}

const idOf = (page: Page) => new URL(page.url()).pathname.split('/').at(-1) ?? '';

test('progress moves as it is told, without a touch, and whoever has to wait sees their place in line', async () => {
  const { page, complaints } = await visit(browser, '/');
  await page.getByRole('heading', { name: 'Videos', exact: true }).waitFor({ state: 'attached' });
  const card = (title: string) => page.getByRole('listitem').filter({ hasText: title });
  const moved = shown(page.getByRole('progressbar', { name: 'Processing of First in line' }));
  const first = await upload('First in line', '', GRAINY);
  // Two are worked on at a time.
  await Promise.all([
    page.getByText(/^Waiting, (next|\d+(st|nd|rd|th)) in line$/).first().waitFor(),
    upload('Second in line', '', GRAINY),
    ...['Third', 'Fourth'].map((one) => upload(`${one} in line`)),
  ]);
  const values = await moved;
  // Beside what is told when a quality begins or is whole.
  expect(new Set(values.filter((value) => value > 0 && value < 80)).size, values.join()).toBeGreaterThan(1);
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
  const watch = card.getByRole('link', { name: 'Watch', exact: true });
  await watch.waitFor();
  const goOn = holdEncoders();
  try {
    await watch.click();
    await page.getByRole('region', { name: 'Player' }).getByRole('button', { name: 'Play', exact: true }).first().click();
    await until(page, (element) => element.currentTime > 0.1 && !element.paused);
    expect((await read(idOf(page))).state).toBe('processing');
  } finally {
    goOn();
  }
  const id = idOf(page);
  await vi.waitUntil(async () => (await read(id)).state === 'ready', { timeout: 60_000, interval: 250 });
  await until(page, (element) => element.ended);
  expect(await page.locator('video').evaluate((element: HTMLVideoElement) => element.currentTime)).toBeGreaterThan(9.5);
  expect(complaints).toEqual([]);
});
