import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { CLIP, SERVER, clipBytes, killServer, launch, ready, throttle, until, upload, visit } from './person';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

/** What comes after the first segments stays on its way until it is let go. */
async function holdBackLaterSegments(page: Page): Promise<() => void> {
  let letGo = () => {};
  const held = new Promise<void>((resolve) => (letGo = resolve));
  await page.route(/0000[1-9]\.m4s$/, async (route) => {
    await held;
    await route.continue();
  });
  return letGo;
}

const noteJumpsBack = (page: Page) =>
  page.locator('video').evaluate((element: HTMLVideoElement) => {
    const backwards: number[] = [];
    let before = 0;
    element.addEventListener('timeupdate', () => {
      if (element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA && element.currentTime < before - 0.5) backwards.push(element.currentTime);
      before = element.currentTime;
    });
    Object.assign(window, { backwards });
  });

test('whoever watches or uploads while the server is killed goes on when it is back, without a touch', async () => {
  const video = await ready(await upload('Watched while the server dies'));
  const watching = await visit(browser, `/watch/${video.id}`);
  const letGo = await holdBackLaterSegments(watching.page);
  const player = watching.page.getByRole('region', { name: 'Player' });
  await player.getByRole('button', { name: 'Play', exact: true }).first().click();
  await until(watching.page, (element) => element.currentTime > 0.5);
  await noteJumpsBack(watching.page);

  const sending = await visit(browser, '/uploads');
  await throttle(sending.page, clipBytes / 20);
  const begun = sending.page.waitForResponse((response) => response.request().method() === 'POST' && response.status() === 201);
  await sending.page.getByLabel('Choose files').setInputFiles(CLIP);
  const card = sending.page.getByRole('list', { name: 'Uploads' }).getByRole('listitem').first();
  const address = new URL((await (await begun).headerValue('location')) ?? '', SERVER);
  const written = async () => ((await (await fetch(address)).json()) as { offset_bytes: number }).offset_bytes;
  await vi.waitUntil(async () => (await written()) > clipBytes / 10, { timeout: 60_000, interval: 100 });
  const offsets: number[] = [];
  sending.page.on('request', (request) => {
    if (request.method() === 'PATCH') offsets.push(Number(request.headers()['upload-offset']));
  });

  const lost: string[] = [];
  watching.page.on('requestfailed', (request) => lost.push(request.url()));

  killServer();
  letGo();
  await card.getByText('The connection is lost. It goes on by itself').waitFor();
  await throttle(sending.page, 0);
  await card.getByRole('link', { name: 'Watch', exact: true }).waitFor({ timeout: 150_000 });
  expect(offsets.at(-1)).toBeGreaterThan(clipBytes / 10);
  await until(watching.page, (element) => element.ended);
  expect(lost.filter((address) => address.endsWith('.m4s'))).not.toEqual([]);
  expect(await watching.page.evaluate(() => (window as unknown as { backwards: number[] }).backwards)).toEqual([]);
  expect([...watching.complaints, ...sending.complaints]).toEqual([]);
}, 400_000);
