import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Video } from '../src/api/types';
import { api, launch, ready, until, upload, visit } from './person';

let browser: Browser;
let video: Video;
beforeAll(async () => {
  browser = await launch();
  video = await ready(await upload('Watched closely'));
  const words = `WEBVTT

00:00.000 --> 00:09.000 line:0 position:10% align:start
<v.loud Anna "A">Up <c.yellow>here</c>, &lt;img src=x&gt; &amp; so on

00:00.000 --> 00:09.000
<c.x"onclick="y>Down</c> there
`;
  await api(`${video.id}/captions/en`, { method: 'PUT', headers: { 'Content-Type': 'text/vtt' }, body: words });
  await api(video.id, { method: 'PATCH', headers: { 'Content-Type': 'application/merge-patch+json' }, body: JSON.stringify({ chapters: [{ start_ms: 0, title: 'Beginning' }, { start_ms: 6_000, title: 'The end' }] }) });
});
afterAll(() => browser.close());

const time = (page: Page) => page.locator('video').evaluate((element: HTMLVideoElement) => element.currentTime);
const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

test('captions are where their file says, and what they say stays words', async () => {
  const { page, complaints } = await visit(browser, `/watch/${video.id}`);
  const player = page.getByRole('region', { name: 'Player' });
  await player.getByRole('button', { name: 'Captions' }).click();
  await page.keyboard.press('k');
  const above = player.getByText('Up here, <img src=x> & so on');
  const below = player.getByText('Down there');
  await above.waitFor();
  const places = async () => {
    const [frame, high, low] = await Promise.all([player, above, below].map((one) => one.boundingBox()));
    if (!frame || !high || !low) return 'unseen';
    return high.y - frame.y < frame.height / 4 && high.x - frame.x < frame.width / 4 && low.y - frame.y > frame.height / 2 ? 'right' : 'wrong';
  };
  await expect.poll(places).toBe('right');
  await page.keyboard.press('t');
  await player.getByRole('button', { name: 'Normal width' }).waitFor();
  await expect.poll(places).toBe('right');
  expect(await player.locator('media-captions').evaluate((element) => [...element.querySelectorAll('*')].flatMap(({ localName, attributes }) => (localName === 'img' ? [localName] : [...attributes].map(({ name }) => name).filter((name) => name.startsWith('on')))))).toEqual([]);
  expect(complaints).toEqual([]);
});

test('one touch shows what can be pressed, and then plays or pauses; two at a side seek', async () => {
  const { page, complaints } = await visit(browser, `/watch/${video.id}`, PHONE);
  await page.getByRole('button', { name: 'Play', exact: true }).first().tap();
  await until(page, (element) => element.currentTime > 0.2);
  const box = await page.getByRole('region', { name: 'Player' }).boundingBox();
  if (!box) throw new Error('there is no player');
  const tap = (share: number) => page.touchscreen.tap(box.x + box.width * share, box.y + box.height * 0.3);
  // In one go: however busy the machine is, no more than a quarter of a second is between them.
  const tapTwice = (share: number) =>
    page.evaluate(([clientX, clientY]) => {
      const target = document.elementFromPoint(clientX, clientY);
      if (!target) throw new Error('there is nothing to touch');
      for (const identifier of [0, 1]) {
        const touch = new Touch({ identifier, target, clientX, clientY });
        target.dispatchEvent(new TouchEvent('touchstart', { bubbles: true, cancelable: true, touches: [touch], changedTouches: [touch] }));
        target.dispatchEvent(new TouchEvent('touchend', { bubbles: true, cancelable: true, changedTouches: [touch] }));
      }
    }, [box.x + box.width * share, box.y + box.height * 0.3] as const);
  const quiet = page.locator('.player.quiet');
  await quiet.waitFor();
  await tap(0.5);
  await quiet.waitFor({ state: 'detached' });
  expect(await page.locator('video').evaluate((element: HTMLVideoElement) => element.paused)).toBe(false);
  await tap(0.5);
  await until(page, (element) => element.paused);
  await tapTwice(0.8);
  await until(page, (element) => element.currentTime > 9);
  await tapTwice(0.2);
  await until(page, (element) => element.currentTime < 1 && element.paused);
  expect(complaints).toEqual([]);
});

test('keys alone choose in the menu, and what is played goes on', async () => {
  const { page, complaints } = await visit(browser, `/watch/${video.id}`);
  const settings = page.getByRole('button', { name: 'Settings' });
  await settings.focus();
  await page.keyboard.press('Enter');
  const focused = (one: Locator) => one.evaluate((element) => element === document.activeElement);
  const menu = page.getByRole('menu', { name: 'Settings' });
  // Which qualities there are is known a moment after it has opened.
  await expect.poll(() => focused(menu.getByRole('menuitemradio', { name: /^Auto/ }))).toBe(true);
  const speed = menu.getByRole('group', { name: 'Speed' });
  while (!(await focused(speed.getByRole('menuitemradio', { name: 'Normal' })))) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect.poll(() => page.locator('video').evaluate((element: HTMLVideoElement) => element.playbackRate)).toBe(1.25);
  expect(await speed.getByRole('menuitemradio', { name: '1.25×' }).isChecked()).toBe(true);
  await page.keyboard.press('Escape');
  await expect.poll(() => focused(settings)).toBe(true);
  expect(complaints).toEqual([]);
});

test('whoever steers the browser by words, and has neither pointer nor key, plays and seeks', async () => {
  const { page } = await visit(browser, `/watch/${video.id}`);
  const play = page.locator('media-play-button');
  await play.evaluate((element: HTMLElement) => element.click());
  await until(page, (element) => element.currentTime > 0.2 && !element.paused);
  expect(await page.evaluate(() => navigator.mediaSession.metadata?.title)).toBe(video.title);
  await play.evaluate((element: HTMLElement) => element.click());
  await until(page, (element) => element.paused);
});

test('the bar has the chapters, their names and pictures, and keys of its own', async () => {
  const { page, complaints } = await visit(browser, `/watch/${video.id}`);
  const bar = page.getByRole('slider', { name: 'Position' });
  await bar.focus();
  await expect.poll(() => bar.locator('.chapter').count()).toBe(2);
  const box = await bar.boundingBox();
  if (!box) throw new Error('there is no bar');
  await page.mouse.move(box.x + box.width * 0.8, box.y + box.height / 2);
  await bar.getByText('The end').waitFor();
  await bar.locator('media-slider-thumbnail img').waitFor();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => time(page)).toBeCloseTo(5, 0);
  await page.keyboard.press('PageUp');
  await expect.poll(() => time(page)).toBeGreaterThan(9);
  await page.keyboard.press('PageDown');
  await expect.poll(() => time(page)).toBe(0);
  expect(complaints).toEqual([]);
});
