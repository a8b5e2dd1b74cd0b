import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Video } from '../src/api/types';
import { api, began, firstPlayed, GRAINY, launch, LENGTHY, obstacles, read, ready, SERVER, slowly, until, upload, visit } from './person';

let browser: Browser;
let video: Video;
beforeAll(async () => {
  browser = await launch();
  video = await ready(await upload('Watched to the end', 'sea', GRAINY));
});
afterAll(() => browser.close());

/** What the element itself says. */
const media = (page: Page) =>
  page.locator('video').evaluate((element: HTMLVideoElement) => ({ time: element.currentTime, paused: element.paused, ended: element.ended, height: element.videoHeight, volume: element.volume }));

test('a video plays to its end, with a jump and another quality on the way', async () => {
  const { page, complaints } = await visit(browser, `/watch/${video.id}`);
  const player = page.getByRole('region', { name: 'Player' });
  await player.getByRole('button', { name: 'Play', exact: true }).first().click();
  await until(page, (element) => element.currentTime > 0.5);
  expect((await media(page)).paused).toBe(false);
  await slowly(page);

  await player.getByRole('button', { name: 'Settings' }).click();
  const quality = player.getByRole('group', { name: 'Quality' });
  const heights = video.renditions.filter((one) => one.kind === 'video' && one.state === 'ready').map((one) => one.height).sort((a, b) => b - a);
  expect(heights.length).toBeGreaterThan(1);
  const choices = quality.getByRole('menuitemradio');
  await expect.poll(() => choices.count()).toBe(1 + heights.length);
  const height = async () => (await media(page)).height;
  await choices.nth(1).click();
  await expect.poll(height).toBe(heights[0]);
  const smallest = choices.last();
  await smallest.click();
  await expect.poll(() => smallest.isChecked()).toBe(true);
  await page.keyboard.press('Escape');
  await expect.poll(() => player.getByRole('button', { name: 'Settings' }).getAttribute('aria-expanded')).toBe('false');

  await page.keyboard.press('8');
  await until(page, (element) => element.currentTime > 8.1);
  await expect.poll(height).toBe(heights.at(-1));
  await page.locator('video').evaluate((element: HTMLVideoElement) => (element.playbackRate = 1));
  await until(page, (element) => element.ended);
  await player.getByRole('button', { name: 'Play again' }).click();
  await until(page, (element) => !element.ended && element.currentTime < 8);
  expect(complaints).toEqual([]);
});

test('a quality that is made while somebody watches joins when they pause, where they are', async () => {
  const { page, complaints } = await visit(browser, 'about:blank');
  // As the server tells of a video whose largest picture is not there yet; without events, it is asked every few seconds.
  let made = false;
  await page.route(`**/api/v1/videos/${video.id}/events`, (route) => route.abort());
  await page.route(`**/api/v1/videos/${video.id}`, async (route) => {
    const response = await route.fetch();
    const whole = (await response.json()) as Video;
    const renditions = whole.renditions.map((one) => (one.name === '480p' ? { ...one, state: 'encoding' } : one));
    await route.fulfill({ response, json: made ? whole : { ...whole, state: 'processing', progress: 50, renditions } });
  });
  await page.route('**/master.m3u8', async (route) => {
    const response = await route.fetch();
    const whole = await response.text();
    await route.fulfill({ response, body: made ? whole : whole.replace(/#EXT-X-STREAM-INF:.*RESOLUTION=854x480.*\n.*\n/, '') });
  });
  await page.goto(`/watch/${video.id}`);
  const player = page.getByRole('region', { name: 'Player' });
  await player.getByRole('button', { name: 'Play', exact: true }).first().click();
  await until(page, (element) => element.currentTime > 0.5);
  // It lasts until the news have come, however busy the machine is.
  await slowly(page);
  await page.locator('video').evaluate((element: HTMLVideoElement) => {
    element.addEventListener('emptied', () => ((window as unknown as { anew?: true }).anew = true));
  });
  const anew = () => page.evaluate(() => 'anew' in window);
  made = true;
  await page.getByText('More qualities are being made').waitFor({ state: 'detached' });
  expect(await anew(), 'whoever watches is not disturbed').toBe(false);
  await page.keyboard.press('k');
  const { time, paused } = await media(page);
  expect(paused).toBe(true);
  await expect.poll(anew).toBe(true);
  await player.getByRole('button', { name: 'Settings' }).click();
  const choices = player.getByRole('group', { name: 'Quality' }).getByRole('menuitemradio');
  await expect.poll(() => choices.allInnerTexts()).toEqual([expect.stringMatching(/^Auto/), '480p', '360p']);
  await page.keyboard.press('Escape');
  await page.keyboard.press('k');
  await page.waitForFunction((before) => (document.querySelector('video')?.currentTime ?? 0) > before, time);
  expect((await media(page)).time - time).toBeLessThan(5);
  expect(complaints).toEqual([]);
});

test.each(['watch', 'embed'])('an address with a time, of /%s/, begins there', async (screen) => {
  const { page, complaints } = await visit(browser, 'about:blank');
  await firstPlayed(page);
  await page.goto(`/${screen}/${video.id}?t=6`);
  await page.getByRole('button', { name: 'Play', exact: true }).first().click();
  expect(await began(page)).toBeGreaterThanOrEqual(6);
  expect(complaints).toEqual([]);
});

test('whoever comes back goes on where they stopped', async () => {
  const long = await ready(await upload('Watched in two evenings', '', LENGTHY));
  const { page, complaints } = await visit(browser, 'about:blank');
  await firstPlayed(page);
  await page.goto(`/watch/${long.id}`);
  await page.getByRole('button', { name: 'Play', exact: true }).first().click();
  await until(page, (element) => element.currentTime > 0.2);
  await page.keyboard.press('5');
  await slowly(page);
  await until(page, (element) => element.currentTime > 15.1 && !element.seeking);
  await page.keyboard.press('k');
  await until(page, (element) => element.paused);
  const { time } = await media(page);
  expect(time).toBeLessThan(21);
  await page.goto('/');
  await page.goto(`/watch/${long.id}`);
  await page.getByRole('button', { name: 'Play', exact: true }).first().click();
  expect(Math.abs((await began(page)) - time)).toBeLessThan(2);
  expect(complaints).toEqual([]);
});

test('keys alone do what the buttons do, and the next visit remembers', async () => {
  const { page, complaints } = await visit(browser, `/watch/${video.id}?t=3`);
  const loaded: string[] = [];
  page.on('request', (request) => /\/hls\//.test(request.url()) && loaded.push(request.url()));
  await page.getByRole('button', { name: 'Settings' }).waitFor();
  expect(loaded, 'before anybody means to play').toEqual([]);
  await page.keyboard.press('?');
  await page.getByRole('dialog').getByText('Picture in picture').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('k');
  await slowly(page);
  await until(page, (element) => element.currentTime > 3 && !element.paused);
  await page.keyboard.press('k');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect((await media(page)).volume).toBeCloseTo(0.9);
  const before = (await media(page)).time;
  await page.keyboard.press('ArrowRight');
  expect((await media(page)).time).toBeGreaterThan(before + 4);
  await page.getByRole('link', { name: 'Vitascope' }).click();
  await page.getByRole('heading', { name: 'Videos' }).waitFor({ state: 'attached' });
  expect(complaints).toEqual([]);
  await page.goto(`/watch/${video.id}`);
  await until(page, (element) => Math.abs(element.volume - 0.9) < 0.01);
});

test('whoever drags along the bar sees key pictures, and goes on where he lets go', async () => {
  const { page, complaints } = await visit(browser, `/watch/${video.id}`);
  await page.getByRole('button', { name: 'Play', exact: true }).first().click();
  await until(page, (element) => element.currentTime > 0.5);
  await slowly(page);
  const bar = await page.getByRole('slider', { name: 'Position' }).boundingBox();
  if (!bar) throw new Error('there is no bar');
  const ranges: string[] = [];
  page.on('request', (request) => request.url().endsWith('.m4s') && request.headers().range && ranges.push(request.headers().range ?? ''));
  const to = (share: number) => page.mouse.move(bar.x + bar.width * share, bar.y + bar.height / 2, { steps: 4 });
  await to(0.2);
  await page.mouse.down();
  await to(0.7);
  const shown = page.locator('video.pictures');
  await expect.poll(() => shown.evaluate((element: HTMLVideoElement) => element.videoWidth > 0 && Math.round(element.currentTime))).toBe(7);
  expect(await page.locator('video:not(.pictures)').evaluate((element: HTMLVideoElement) => element.paused)).toBe(true);
  expect(ranges.length).toBeGreaterThan(0);
  await page.mouse.up();
  await shown.waitFor({ state: 'detached' });
  await until(page, (element) => element.currentTime > 6.9 && !element.paused);
  expect(complaints).toEqual([]);
});

test('a video that is ready is asked for once, however long somebody watches', async () => {
  const { page } = await visit(browser, 'about:blank');
  await page.clock.install();
  await page.addInitScript(() => {
    const feeds: EventSource[] = [];
    const Usual = EventSource;
    Object.assign(window, { feeds, EventSource: class extends Usual { constructor(address: string) { super(address); feeds.push(this); } } });
  });
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith(`/api/v1/videos/${video.id}`) && !pathname.includes('poster')) asked.push(pathname);
  });
  await page.goto(`/watch/${video.id}`);
  // The server has told all, and the page has closed what it listened to.
  await page.waitForFunction(() => {
    const { feeds } = window as unknown as { feeds: EventSource[] };
    return feeds.length > 0 && feeds.every((feed) => feed.readyState === 2);
  });
  // Longer than any of the pauses after which it would be asked again.
  await page.clock.fastForward('01:00');
  await page.getByRole('heading', { name: video.title }).waitFor();
  expect(asked).toEqual([`/api/v1/videos/${video.id}`, `/api/v1/videos/${video.id}/events`]);
});

test('a video that does not exist is not asked for again and again', async () => {
  const { page } = await visit(browser, 'about:blank');
  await page.clock.install();
  let asked = 0;
  page.on('request', (request) => request.url().includes('/api/v1/videos/nobody') && asked++);
  await page.goto('/watch/nobody');
  await page.getByRole('heading', { name: 'There is no such video' }).waitFor();
  const before = asked;
  await page.clock.fastForward('01:00');
  await page.getByRole('heading', { name: 'There is no such video' }).waitFor();
  expect(asked).toBe(before);
});

test('captions and chapters that somebody writes are there at once', async () => {
  const { page } = await visit(browser, `/watch/${video.id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('Watched with words');
  await page.getByRole('textbox', { name: /^Chapters/ }).fill('0:00 Beginning\nThe end');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').getByText('Line 2').waitFor();
  await page.getByRole('textbox', { name: /^Chapters/ }).fill('0:00 Beginning\n0:05 The end');
  await page.getByRole('textbox', { name: /^Language/ }).fill('en');
  await page.getByLabel('Upload WebVTT or SRT').setInputFiles({ name: 'words.srt', mimeType: 'application/x-subrip', buffer: Buffer.from('1\n00:00:00,000 --> 00:00:10,500\nWords to <i>read</i>\n') });
  await page.getByText('Captions uploaded').waitFor();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Watched with words' }).waitFor();
  await page.getByRole('button', { name: /The end/ }).click();
  await until(page, (element) => element.currentTime >= 5);
  await slowly(page);
  await page.keyboard.press('c');
  await page.getByRole('region', { name: 'Player' }).getByText('Words to read').waitFor();
  expect((await read(video.id)).chapters.map((chapter) => chapter.title)).toEqual(['Beginning', 'The end']);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: /^Language/ }).fill('en');
  await page.getByLabel('Upload WebVTT or SRT').setInputFiles({ name: 'words.srt', mimeType: 'application/x-subrip', buffer: Buffer.from('1\n00:00:00,000 --> 00:00:10,500\nCorrected words\n') });
  await page.getByRole('region', { name: 'Player' }).getByText('Corrected words').waitFor();
});

test('what others have changed while one writes is kept, and told where one has changed the same', async () => {
  const { page } = await visit(browser, `/watch/${video.id}`);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('Mine');
  const patch = (edit: object) => api(video.id, { method: 'PATCH', headers: { 'Content-Type': 'application/merge-patch+json' }, body: JSON.stringify(edit) });
  await patch({ tags: ['theirs'] });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Mine' }).waitFor();
  expect((await read(video.id)).tags).toEqual(['theirs']);
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('textbox', { name: 'Title' }).fill('Mine again');
  await patch({ title: 'Theirs' });
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('alert').getByText('Theirs').waitFor();
  expect((await read(video.id)).title).toBe('Theirs');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Mine again' }).waitFor();
});

test('a viewer has a name while the browser is open', async () => {
  const { page } = await visit(browser, `/watch/${video.id}`);
  await page.getByRole('region', { name: 'Player' }).waitFor();
  await expect.poll(() => page.evaluate(() => document.cookie)).toMatch(/vitascope_viewer=[0-9a-f]{32}/);
});

test('a poster is taken from the picture that is shown, or sent, and returned, and files can be had', async () => {
  const { page, complaints } = await visit(browser, `/watch/${video.id}?t=6`);
  await page.getByRole('button', { name: 'Play', exact: true }).first().click();
  await slowly(page);
  await until(page, (element) => element.currentTime > 6);
  await page.keyboard.press('k');
  const poster = async () => Buffer.from(await (await fetch(new URL(video.links.poster, SERVER))).arrayBuffer()).toString('base64');
  const found = await poster();
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('button', { name: /^Take the picture at 0:0\d$/ }).click();
  await expect.poll(async () => (await read(video.id)).own_poster).toBe(true);
  await expect.poll(poster).not.toBe(found);
  const taken = await poster();
  const png = await page.evaluate(() => {
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [640, 360];
    canvas.getContext('2d')?.fillRect(0, 0, 640, 360);
    return canvas.toDataURL('image/png').split(',')[1] ?? '';
  });
  await page.getByLabel('Upload a picture').setInputFiles({ name: 'black.png', mimeType: 'image/png', buffer: Buffer.from(png, 'base64') });
  await expect.poll(poster).not.toBe(taken);
  await page.getByRole('button', { name: 'Return to the one that was found' }).click();
  await expect.poll(async () => (await read(video.id)).own_poster).toBe(false);
  await expect.poll(poster).toBe(found);

  await page.getByRole('button', { name: 'Download' }).click();
  await page.getByRole('link', { name: /^Original/ }).waitFor();
  expect(await page.getByRole('link', { name: /^\d+p, about/ }).count()).toBe(2);
  const fetched = page.waitForEvent('download');
  await page.getByRole('link', { name: /^480p/ }).click();
  expect((await fetched).suggestedFilename()).toMatch(/480p.*\.mp4$/);
  await (await fetched).cancel();
  expect(complaints).toEqual([]);
});

test('the player for other sites plays, and leads to the page', async () => {
  const { page, complaints } = await visit(browser, `/embed/${video.id}`);
  await page.getByRole('button', { name: 'Play', exact: true }).first().click();
  await until(page, (element) => element.currentTime > 0.2);
  expect(await page.getByRole('link').getAttribute('href')).toBe(`/watch/${video.id}`);
  expect(complaints).toEqual([]);
});

test('a program that runs no script is told what an address leads to', async () => {
  const document = await (await fetch(`${SERVER}/watch/${video.id}`)).text();
  expect(document).toContain(`<title>${(await read(video.id)).title} – Vitascope</title>`);
  const picture = /property="og:image" content="([^"]+)"/.exec(document)?.[1] ?? '';
  expect((await fetch(picture)).headers.get('content-type')).toBe('image/jpeg');
});

test('what has failed is told with its reason, and goes on when somebody tries again', async () => {
  const broken = await upload('Cancelled by an operator', '', GRAINY);
  await vi.waitUntil(async () => (await api(`${broken.id}/cancel`, { method: 'POST' })).status === 200, { timeout: 60_000 });
  const { page } = await visit(browser, '/activity');
  const failed = page.getByRole('listitem').filter({ hasText: 'Cancelled by an operator' });
  await failed.getByText('processing/cancelled').waitFor();
  await failed.getByText('trying again may help').waitFor();
  await failed.getByRole('button', { name: /Try again/ }).click();
  await failed.getByText('processing/cancelled').waitFor({ state: 'detached' });
  await ready(broken);
  await failed.waitFor({ state: 'detached' });
});

test('where colours are the system’s, how far something is can be seen', async () => {
  const { page } = await visit(browser, `/watch/${video.id}?t=5`, { forcedColors: 'active' });
  const colour = (selector: string) => page.locator(selector).first().evaluate((element) => getComputedStyle(element).backgroundColor);
  await page.getByRole('slider', { name: 'Position' }).waitFor();
  expect(await colour('.player .played')).not.toBe(await colour('.player .track'));
  await page.route(`**/api/v1/videos/${video.id}/events`, (route) => route.abort());
  await page.route(`**/api/v1/videos/${video.id}`, async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), state: 'processing', progress: 50 } });
  });
  await page.reload();
  await page.getByRole('progressbar', { name: 'Processing' }).waitFor();
  expect(await colour('[role=progressbar] > *')).not.toBe(await colour('[role=progressbar]'));
});

/** How much of it is not of one colour, 0 to 1. */
const drawn = (page: Page) =>
  page.locator('.chart canvas').first().evaluate((canvas: HTMLCanvasElement) => {
    const { data } = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height) ?? { data: [] };
    return data.filter((value, index) => index % 4 === 3 && value > 0).length / (data.length / 4);
  });

test('bit rates are loaded and drawn for whoever looks, and a click goes to the moment', async () => {
  const { page, complaints } = await visit(browser, 'about:blank');
  const asked: string[] = [];
  page.on('request', (request) => /\/bitrates|\/Chart/.test(request.url()) && asked.push(request.url()));
  await page.goto(`/watch/${video.id}`);
  await page.getByRole('button', { name: 'Settings' }).waitFor();
  expect(asked, 'before anybody looks').toEqual([]);
  await page.getByText('Details', { exact: true }).click();
  const rates = page.getByRole('region', { name: 'Bit rates' });
  await rates.waitFor();
  const pictures = video.renditions.filter((one) => one.kind === 'video' && one.state === 'ready').map((one) => one.name);
  expect((await rates.getByRole('rowheader').allInnerTexts()).sort()).toEqual(pictures.sort());
  await expect.poll(() => drawn(page)).toBeGreaterThan(0.005);
  const plot = page.locator('.chart .u-over');
  const width = await plot.evaluate((element) => element.clientWidth);
  await plot.click({ position: { x: width * 0.7, y: 20 } });
  await until(page, (element) => Math.abs(element.currentTime - 7) < 0.5);
  await rates.getByRole('columnheader', { name: /^At 0:0[67]$/ }).waitFor();
  expect(complaints).toEqual([]);
});

test('what moves is drawn while an operator looks', async () => {
  const { page, complaints } = await visit(browser, '/activity');
  await page.getByRole('heading', { name: /^Since \d\d:\d\d:\d\d/ }).waitFor();
  await page.getByRole('figure').filter({ hasText: 'Storage free' }).waitFor();
  await expect.poll(() => drawn(page)).toBeGreaterThan(0.005);
  expect(complaints).toEqual([]);
});

const LOOKS: [string, BrowserContextOptions][] = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['phone', { colorScheme: 'dark', viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }],
];

test.each(LOOKS)('%s: everybody can use watch, embed and activity, and nothing sticks out', async (_, look) => {
  const { page, complaints } = await visit(browser, `/watch/${video.id}`, look);
  for (const [address, open] of [
    [`/watch/${video.id}`, 'Settings'],
    [`/watch/${video.id}`, 'Share'],
    [`/watch/${video.id}`, 'Download'],
    [`/watch/${video.id}`, 'Keys'],
    [`/watch/${video.id}`, 'Edit'],
    [`/watch/${video.id}`, 'Details'],
    [`/embed/${video.id}`, 'Settings'],
    ['/activity', ''],
    ['/watch/nobody', ''],
  ] as const) {
    await page.goto(address);
    if (open === 'Details') {
      await page.getByText(open, { exact: true }).click();
      await page.getByRole('region', { name: 'Bit rates' }).waitFor();
    } else if (open === 'Keys') {
      await page.getByRole('button', { name: 'Settings' }).waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog').waitFor();
    } else if (open) await page.getByRole('button', { name: open, exact: true }).click();
    else await page.getByRole('heading').first().waitFor();
    expect(await obstacles(page), `${address} ${open}`).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), address).toBeLessThanOrEqual(0);
  }
  expect(complaints).toEqual([]);
});
