import axe from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { api, launch, ready, upload, videos, visit } from './person';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const cards = (page: Page) => page.getByRole('list', { name: 'Videos' }).getByRole('link');

test('a new video comes by itself, and its progress moves until it is ready', async () => {
  const { page } = await visit(browser, '/');
  await page.getByRole('heading', { name: 'Videos', exact: true }).waitFor({ state: 'attached' });
  const video = await upload('Comes by itself');
  const card = page.getByRole('listitem').filter({ hasText: 'Comes by itself' });
  await card.waitFor();
  await card.getByText(/Processing|Waiting/).first().waitFor();
  await card.getByText(/0 views/).waitFor();
  await card.getByRole('link').click();
  await page.getByRole('heading', { name: 'Comes by itself' }).waitFor();
  expect(page.url()).toContain(video.id);
  await page.reload();
  await page.getByRole('heading', { name: 'Comes by itself' }).waitFor();
});

test('where events do not come through, a new video is asked for, and only a server that does not answer is told of', async () => {
  const { page } = await visit(browser, '/activity');
  await page.route('**/api/v1/events', (route) => route.abort());
  await page.goto('/');
  await upload('Comes by asking');
  await page.getByRole('listitem').filter({ hasText: 'Comes by asking' }).waitFor();
  const lost = page.getByText('The connection to the server is lost.');
  expect(await lost.count()).toBe(0);
  await page.route('**/api/v1/videos?*', (route) => route.abort());
  await lost.waitFor();
  await page.unroute('**/api/v1/videos?*');
  await lost.waitFor({ state: 'detached' });
});

test('a video is found by search, deleted, and brought back', async () => {
  await upload('Zebra crossing');
  const { page } = await visit(browser, '/');
  await cards(page).first().waitFor();
  await page.getByRole('searchbox').fill('zebra');
  await expect.poll(() => cards(page).count()).toBe(1);
  expect(page.url()).toContain('q=zebra');
  await page.getByRole('checkbox', { name: 'Select Zebra crossing' }).check();
  await page.keyboard.press('Delete');
  await page.getByRole('heading', { name: 'Nothing found' }).waitFor();
  await expect.poll(async () => (await videos('q=zebra')).total_count).toBe(0);
  // Whoever deletes by keys is led to what undoes it.
  expect(await page.getByRole('button', { name: 'Undo' }).evaluate((button) => button === document.activeElement)).toBe(true);
  await page.keyboard.press('Enter');
  await expect.poll(() => cards(page).count()).toBe(1);
  await expect.poll(async () => (await videos('q=zebra')).total_count).toBe(1);
});

test('what is brought back has left the trash that somebody looks at, and a slash leads from anywhere to the search', async () => {
  const { id } = await ready(await upload('Thrown away'));
  const { page } = await visit(browser, '/activity');
  const listening = page.waitForResponse('**/api/v1/events');
  await page.goto('/trash');
  await listening;
  await api(`${id}?undo=1h`, { method: 'DELETE' });
  const thrown = page.getByRole('listitem').filter({ hasText: 'Thrown away' });
  await thrown.waitFor();
  await api(`${id}/restore`, { method: 'POST' });
  await thrown.waitFor({ state: 'detached' });
  await page.goto('/?q=thrown');
  await page.getByRole('checkbox', { name: 'Select Thrown away' }).focus();
  await page.keyboard.press('/');
  expect(await page.getByRole('searchbox').evaluate((box) => box === document.activeElement)).toBe(true);
});

test('tags that several videos are given at once can be chosen at once', async () => {
  await Promise.all([upload('Quagga one'), upload('Quagga two')]);
  const { page } = await visit(browser, '/?q=quagga');
  await expect.poll(() => cards(page).count()).toBe(2);
  await page.getByRole('checkbox', { name: 'Select Quagga one' }).check();
  await page.getByRole('button', { name: 'Select all shown' }).click();
  await page.getByRole('button', { name: 'Tag', exact: true }).click();
  await page.getByRole('textbox', { name: 'Tags to add' }).fill('extinct');
  await page.keyboard.press('Enter');
  await page.getByRole('list', { name: 'Tags' }).getByRole('button', { name: 'extinct' }).click();
  await page.goto('/?tag=extinct');
  await expect.poll(() => cards(page).count()).toBe(2);
});

test('the document asks for what the page is about to need, and the page does not ask again', async () => {
  await ready(await upload('Asked for once', 'early'));
  const { page } = await visit(browser, '/activity');
  // No news, after which the page reads again.
  await page.route('**/api/v1/events', () => {});
  const asked: string[] = [];
  page.on('request', (request) => /\/api\/v1\/(videos|tags)\?/.test(request.url()) && asked.push(new URL(request.url()).pathname));
  await page.goto('/');
  await cards(page).first().waitFor();
  await page.getByRole('list', { name: 'Tags' }).getByRole('button').first().waitFor();
  expect(asked).toEqual(['/api/v1/videos', '/api/v1/tags']);
});

test('a poster that the server could not give at first is asked for again', async () => {
  const { id } = await ready(await upload('Late poster'));
  const { page } = await visit(browser, '/activity');
  let refused = 0;
  await page.route(`**/${id}/poster.*`, (route) => (refused++ === 0 ? route.fulfill({ status: 503 }) : route.continue()));
  await page.goto('/?q=late+poster');
  await expect.poll(() => page.locator('.card img').evaluate((image: HTMLImageElement) => image.naturalWidth), { timeout: 60_000 }).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(1);
});

test('a screen that could not be loaded comes when the server is back', async () => {
  await ready(await upload('Screen to come'));
  const { page } = await visit(browser, '/?q=screen+to+come');
  await page.route('**/assets/Watch*', (route) => route.abort(), { times: 1 });
  await cards(page).first().click();
  await page.getByText('The server does not answer just now.').waitFor();
  await page.getByRole('heading', { name: 'Screen to come' }).waitFor();
});

const LOOKS: [string, BrowserContextOptions][] = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { colorScheme: 'light', viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }],
];

test.each(LOOKS)('%s: everybody can use the library and the uploads, and nothing sticks out', async (_, look) => {
  const { page, complaints } = await visit(browser, '/', look);
  await cards(page).first().waitFor();
  for (const address of ['/', '/uploads', '/trash']) {
    await page.goto(address);
    await page.getByRole('main').waitFor();
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
  expect(complaints).toEqual([]);
});

test('each filter is a step to go back to, and a search is one however it was typed', async () => {
  await ready(await upload('Walked back to', 'backwards'));
  const { page } = await visit(browser, '/');
  const search = page.getByRole('searchbox');
  const query = () => new URL(page.url()).search;
  await page.getByRole('button', { name: 'Ready', exact: true }).click();
  await search.focus();
  await page.keyboard.type('walked', { delay: 260 });
  await expect.poll(query).toBe('?q=walked&state=ready');
  await page.getByRole('link', { name: /^Walked back to/ }).click();
  await page.getByRole('heading', { name: 'Walked back to' }).waitFor();
  await page.goBack();
  await expect.poll(query).toBe('?q=walked&state=ready');
  await page.getByRole('link', { name: /^Walked back to/ }).waitFor();
  await page.goBack();
  await expect.poll(query).toBe('?state=ready');
  expect(await search.inputValue()).toBe('');
  await page.goBack();
  await expect.poll(query).toBe('');
  await page.getByRole('button', { name: 'All', exact: true, pressed: true }).waitFor();
  await page.goForward();
  await page.goForward();
  await expect.poll(query).toBe('?q=walked&state=ready');
  expect(await search.inputValue()).toBe('walked');
});

test('a title that is written from right to left keeps its signs where they belong', async () => {
  const { id } = await upload('سفر إلى البحر 2026!');
  const { page } = await visit(browser, `/watch/${id}`);
  const title = page.getByRole('heading', { level: 1 });
  await title.waitFor();
  // The sign comes last, which is to the left of all.
  const places = await title.evaluate((heading) => {
    const text = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT).nextNode() as Text;
    const leftOf = (at: number) => {
      const range = document.createRange();
      range.setStart(text, at);
      range.setEnd(text, at + 1);
      return range.getBoundingClientRect().left;
    };
    return { first: leftOf(0), last: leftOf(text.data.length - 1) };
  });
  expect(places.last).toBeLessThan(places.first);
});
