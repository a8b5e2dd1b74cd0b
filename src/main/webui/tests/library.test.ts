import { readFileSync } from 'node:fs';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Activity } from '../src/api/activity';
import type { Video, VideoPage } from '../src/api/types';
import { api, CLIP, launch, obstacles, ready, upload, videos, visit } from './person';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

const cards = (page: Page) => page.getByRole('list', { name: 'Videos' }).getByRole('link');

test('a new video comes by itself, tells what it is at, and leads to its page', async () => {
  const { page } = await visit(browser, '/');
  await page.getByRole('heading', { name: 'Videos', exact: true }).waitFor({ state: 'attached' });
  const video = await upload('Comes by itself');
  const card = page.getByRole('listitem').filter({ hasText: 'Comes by itself' });
  await card.waitFor();
  await card.getByText(/0 views/).waitFor();
  await card.getByRole('link').click();
  await page.getByRole('heading', { name: 'Comes by itself' }).waitFor();
  expect(page.url()).toContain(video.id);
  await page.reload();
  await page.getByRole('heading', { name: 'Comes by itself' }).waitFor();
});

test('where events do not come through, a new video is asked for, and only a server that does not answer is told of', async () => {
  const { page } = await visit(browser, 'about:blank');
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

test('a list that is narrowed and sorted follows what others do', async () => {
  const { id } = await ready(await upload('Tapir by the sea'));
  const { page } = await visit(browser, '/?q=tapir&sort=title');
  await expect.poll(() => cards(page).count()).toBe(1);
  await upload('Tapir alone');
  await expect.poll(() => cards(page).count()).toBe(2);
  await api(id, { method: 'PATCH', headers: { 'Content-Type': 'application/merge-patch+json' }, body: JSON.stringify({ title: 'Giraffe' }) });
  await api(`${id}`, { method: 'PATCH', headers: { 'Content-Type': 'application/merge-patch+json' }, body: JSON.stringify({ title: 'Another tapir' }) });
  await expect.poll(() => cards(page).first().textContent()).toContain('Another tapir');
});

test('what is brought back has left the trash that somebody looks at, and a slash leads from anywhere to the search', async () => {
  const { id } = await ready(await upload('Thrown away'));
  const { page } = await visit(browser, 'about:blank');
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
  const { page } = await visit(browser, 'about:blank');
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
  const { page } = await visit(browser, 'about:blank');
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
    await (address === '/' ? cards(page).first() : page.getByRole('heading', { level: 1 })).waitFor();
    expect(await obstacles(page), address).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  }
  expect(complaints).toEqual([]);
});

test('everybody can use what goes on, what has failed and what is selected', async () => {
  const [going, failed] = await Promise.all([upload('Goes on for ever'), upload('Has failed')]);
  await Promise.all([ready(going), ready(failed)]);
  const { page, complaints } = await visit(browser, 'about:blank');
  // Ready by now, and told as they were or may have been before.
  await page.route('**/events', (route) => route.abort());
  await page.route('**/api/v1/videos?*', async (route) => {
    const response = await route.fetch();
    const told = (await response.json()) as VideoPage;
    const items = told.items.map((video): Video => {
      if (video.id === going.id) return { ...video, state: 'processing', playable: true, progress: 40, processing: { state: 'running', eta_seconds: 9 } };
      return video.id === failed.id ? { ...video, state: 'failed', failure: { code: 'processing/stalled', detail: 'Processing made no progress.', retryable: true } } : video;
    });
    await route.fulfill({ response, json: { ...told, items } });
  });
  await page.goto('/?sort=-created_at');
  await page.getByRole('progressbar', { name: 'Processing of Goes on for ever' }).waitFor();
  await page.getByText('Processing made no progress.').waitFor();
  await page.getByRole('checkbox', { name: 'Select Goes on for ever' }).first().check();
  await page.getByRole('region', { name: 'Selected videos' }).waitFor();
  expect(await obstacles(page), 'videos and what is selected').toEqual([]);

  await page.route('**/api/v1/activity', async (route) => {
    const response = await route.fetch();
    const told = (await response.json()) as Activity;
    const work = { id: going.id, title: 'Goes on for ever', poster: '', created_at: going.created_at, duration_ms: 10_000, playable: true, progress: 40, renditions: [{ name: '480p', state: 'encoding' as const, progress: 40, speed: 2, eta_seconds: 9 }, { name: '360p', state: 'queued' as const }] };
    const broken = { id: failed.id, title: 'Has failed', created_at: failed.created_at, updated_at: failed.updated_at, playable: false, failure: { code: 'processing/stalled', detail: 'Processing made no progress.', retryable: true } };
    await route.fulfill({ response, json: { ...told, queue: { running_count: 1, queued_count: 1, longest_wait_seconds: 5, running: [work], waiting: [{ ...work, id: failed.id }] }, failures: { total_count: 2, items: [broken] } } });
  });
  await page.goto('/activity');
  await page.getByRole('progressbar', { name: '480p of Goes on for ever' }).waitFor();
  await page.getByRole('heading', { name: /^Since \d\d:\d\d:\d\d/ }).waitFor();
  expect(await obstacles(page), 'activity').toEqual([]);

  await page.route('**/api/v1/uploads/*', (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()));
  await page.goto('/uploads');
  await page.getByLabel('Choose files').setInputFiles([{ name: 'empty.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(0) }, { name: 'clip.mp4', mimeType: 'video/mp4', buffer: readFileSync(CLIP) }]);
  await page.getByText('This file is empty.').waitFor();
  await page.getByText('The connection is lost. It goes on by itself').waitFor();
  await page.getByRole('button', { name: 'Pause clip.mp4' }).click();
  await page.getByText(/^Paused/).waitFor();
  await page.unroute('**/api/v1/uploads/*');
  await page.getByLabel('Choose files').setInputFiles({ name: 'whole.mp4', mimeType: 'video/mp4', buffer: readFileSync(CLIP) });
  await page.getByRole('link', { name: 'Watch', exact: true }).waitFor();
  expect(await obstacles(page), 'uploads').toEqual([]);
  expect(complaints).toEqual([]);
});

const running = (page: Page) => page.evaluate(() => document.getAnimations().filter((one) => one.playState === 'running').length);

test('for whoever wants less motion nothing moves while they wait', async () => {
  const { id } = await ready(await upload('Waited for'));
  const { page } = await visit(browser, 'about:blank');
  const stillWhereWanted = async () => {
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await expect.poll(() => running(page)).toBeGreaterThan(0);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await expect.poll(() => running(page)).toBe(0);
  };
  await page.route('**/api/v1/videos?*', () => {});
  await page.goto('/?q=never+told');
  await page.locator('.card .waiting').first().waitFor();
  await stillWhereWanted();
  await page.route('**/*.m4s', () => {});
  await page.goto(`/watch/${id}`);
  await page.getByRole('button', { name: 'Play', exact: true }).first().click();
  await page.locator('.spinner').waitFor();
  await stillWhereWanted();
});

test('of ten thousand videos some are in the page, and whoever goes back is where they were', async () => {
  const real = await ready(await upload('One of very many'));
  const { page } = await visit(browser, 'about:blank');
  const MANY = 10_000;
  const made = (n: number): Video => ({ ...real, id: n === MANY - 1 ? real.id : `made-up-${n}`, title: `Number ${n}`, has_poster: n === MANY - 1 });
  await page.route('**/events', (route) => route.abort());
  await page.route('**/api/v1/videos?*', (route) => {
    const asked = new URL(route.request().url()).searchParams;
    const size = Number(asked.get('page_size') ?? asked.get('limit'));
    const from = (Number(asked.get('page') ?? 1) - 1) * size;
    const items = Array.from({ length: Math.min(size, MANY - from) }, (_, index) => made(from + index));
    return route.fulfill({ json: { items, total_count: MANY } });
  });
  await page.goto('/?sort=title');
  const first = page.getByRole('link', { name: /^Number 0\b/ });
  await first.waitFor();
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  const last = page.getByRole('link', { name: /^Number 9999\b/ });
  await last.waitFor();
  expect(await cards(page).count()).toBeLessThan(60);
  const place = await page.evaluate(() => scrollY);
  expect(place).toBeGreaterThan(100_000);

  const picture = await last.locator('.picture').boundingBox();
  if (!picture) throw new Error('it is not seen');
  await last.locator('.picture').hover({ position: { x: picture.width * 0.8, y: picture.height / 2 } });
  const tile = last.locator('.tile');
  await tile.waitFor();
  expect(await tile.evaluate((element) => element.style.backgroundImage)).toContain(real.id);

  await last.click();
  await page.getByRole('heading', { name: real.title }).waitFor();
  await page.goBack();
  await last.waitFor();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(place);
});

test('another order is shown as it is chosen', async () => {
  await Promise.all([upload('Okapi alpha'), upload('Okapi beta')]);
  const { page } = await visit(browser, '/?q=okapi');
  const titles = () => cards(page).locator('.title').evaluateAll((all) => all.map((one) => one.getAttribute('title')));
  const order = page.getByRole('combobox', { name: 'Sort by' });
  await order.selectOption('Title, A to Z');
  await expect.poll(titles).toEqual(['Okapi alpha', 'Okapi beta']);
  await order.selectOption('Title, Z to A');
  await expect.poll(titles).toEqual(['Okapi beta', 'Okapi alpha']);
  expect(page.url()).toContain('sort=-title');
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
