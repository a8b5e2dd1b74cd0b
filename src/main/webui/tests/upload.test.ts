import { copyFileSync, mkdtempSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { MOST_CHARACTERS_OF_TAGS, MOST_DESCRIPTION_CHARACTERS, MOST_TITLE_CHARACTERS } from '../src/api/videos';
import { CLIP, clipBytes, launch, SERVER, throttle, videos, visit } from './person';

let browser: Browser;
beforeAll(async () => {
  browser = await launch();
});
afterAll(() => browser.close());

function clipNamed(name: string): string {
  const path = join(mkdtempSync(join(tmpdir(), 'vitascope-')), name);
  copyFileSync(CLIP, path);
  return path;
}

test('an upload goes on at its byte after a reload, and its card becomes a video that can be watched', async () => {
  const { page, complaints } = await visit(browser, '/uploads');
  const clip = clipNamed('reloaded_clip.mp4');
  const card = page.getByRole('list', { name: 'Uploads' }).getByRole('listitem').first();
  // Slow enough to be reloaded in the middle on a machine that has other things to do.
  await throttle(page, clipBytes / 60);
  await page.getByLabel('Choose files').setInputFiles(clip);
  await page.waitForFunction(() => Number(document.querySelector('[role=progressbar]')?.getAttribute('aria-valuenow')) >= 12);
  await card.getByLabel('Title').fill('Reloaded in the middle');
  await card.getByLabel('Tags').fill('Holiday, sea');
  await card.getByLabel('Tags').blur();

  const offsets: number[] = [];
  page.on('request', (request) => {
    if (request.method() === 'PATCH' && request.url().includes('/api/v1/uploads/')) offsets.push(Number(request.headers()['upload-offset']));
  });
  await page.reload();
  await card.getByText('Choose the file again to go on').waitFor();
  expect(await card.getByLabel('Title').inputValue()).toBe('Reloaded in the middle');
  await throttle(page, 0);
  await card.getByLabel('Choose the file').setInputFiles(clip);

  await card.getByRole('link', { name: 'Watch', exact: true }).waitFor();
  expect(offsets[0]).toBeGreaterThan(clipBytes / 10);
  await card.getByText('Ready').waitFor();
  await expect.poll(async () => (await videos()).items.find((video) => video.filename === 'reloaded_clip.mp4')).toMatchObject({
    title: 'Reloaded in the middle',
    size_bytes: clipBytes,
    tags: ['holiday', 'sea'],
  });
  expect(complaints).toEqual([]);
});

test('a second tab leaves alone what the first one sends, and it can be gone on with when that is closed', async () => {
  const { page } = await visit(browser, '/uploads');
  const first = clipNamed('first_tab.mp4');
  // Its bytes never get through: those that are only slowed or held back do so at once when the tab is closed.
  await page.route('**/api/v1/uploads/*', (route) => (route.request().method() === 'PATCH' ? route.abort() : route.continue()));
  const sending = page.waitForRequest((request) => request.method() === 'PATCH');
  await page.getByLabel('Choose files').setInputFiles(first);
  await sending;
  const other = await page.context().newPage();
  await other.goto('/uploads');
  await other.getByLabel('Choose files').setInputFiles(clipNamed('second_tab.mp4'));
  const list = other.getByRole('list', { name: 'Uploads' });
  await list.getByRole('link', { name: 'Watch', exact: true }).waitFor();
  expect(await list.getByRole('heading').allInnerTexts()).toEqual(['second_tab.mp4']);
  await page.close();
  await other.reload();
  await list.getByText('Choose the file again to go on').waitFor();
  expect(await list.getByRole('heading').allInnerTexts()).toEqual(['first_tab.mp4']);

  const third = await other.context().newPage();
  await third.goto('/uploads');
  await third.getByText('Choose the file again to go on').waitFor();
  await third.getByLabel('Choose the file', { exact: true }).setInputFiles(first);
  await third.getByRole('link', { name: 'Watch', exact: true }).waitFor();
  await list.waitFor({ state: 'detached' });
});

test('several files are paused, gone on with and cancelled each by itself', async () => {
  const { page } = await visit(browser, '/uploads');
  // Nobody waits for the end of what is slowed.
  await throttle(page, clipBytes / 60);
  const begun = page.waitForResponse((response) => response.request().method() === 'POST' && response.status() === 201);
  const chooser = page.getByLabel('Choose files');
  await chooser.setInputFiles(clipNamed('one.mp4'));
  const list = page.getByRole('list', { name: 'Uploads' });
  await list.getByText(/^[1-9]\d? % · .* of .* · .+\/s · .+ left$/).waitFor();
  const address = new URL((await (await begun).headerValue('location')) ?? '', SERVER);
  const written = async () => ((await (await fetch(address)).json()) as { offset_bytes: number }).offset_bytes;
  await expect.poll(written).toBeGreaterThan(0);
  await chooser.setInputFiles(clipNamed('two.mp4'));
  await list.getByRole('button', { name: 'Pause one.mp4' }).click();
  await list.getByText('Paused').waitFor();
  const sent: string[] = [];
  page.on('request', (request) => request.method() === 'PATCH' && request.url() === address.href && sent.push(request.headers()['upload-offset'] ?? ''));
  await list.getByText(/^[1-9]\d? % /).waitFor();
  expect(sent, 'the other goes on, and this one does not').toEqual([]);
  await list.getByRole('button', { name: 'Cancel two.mp4' }).click();
  await expect.poll(() => list.getByRole('listitem').count()).toBe(1);
  // What was on its way when it was paused has arrived by now, and is written down once a second.
  let before = -1;
  await expect.poll(async () => before === (before = await written()), { interval: 2_500 }).toBe(true);
  expect(before).toBeGreaterThan(0);
  expect(before).toBeLessThan(clipBytes);
  await throttle(page, 0);
  await list.getByRole('button', { name: 'Go on with one.mp4' }).click();
  await expect.poll(() => sent[0]).toBe(String(before));
  await list.getByRole('link', { name: 'Watch', exact: true }).waitFor();
  expect((await videos()).items.filter((video) => video.filename === 'two.mp4')).toEqual([]);
});

const cardOf = (page: Page, name: string) => page.getByRole('list', { name: 'Uploads' }).getByRole('listitem').filter({ hasText: name });

test('a file that is dropped anywhere is uploaded, and the veil is there for as long as it hovers', async () => {
  const { page, complaints } = await visit(browser, '/');
  await page.getByRole('heading', { name: 'Videos', exact: true }).waitFor({ state: 'attached' });
  const bytes = readFileSync(CLIP).toString('base64');
  const files = await page.evaluateHandle(async (base64) => {
    const transfer = new DataTransfer();
    transfer.items.add(new File([Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))], 'dropped.mp4', { type: 'video/mp4' }));
    return transfer;
  }, bytes);
  const veil = page.getByText('Drop to upload');
  const main = page.locator('main');
  const body = page.locator('body');
  // From one element into one within it: it is entered before the other is left.
  await body.dispatchEvent('dragenter', { dataTransfer: files });
  await veil.waitFor();
  await main.dispatchEvent('dragenter', { dataTransfer: files });
  await body.dispatchEvent('dragleave', { dataTransfer: files });
  expect(await veil.isVisible()).toBe(true);
  await main.dispatchEvent('dragleave', { dataTransfer: files });
  await veil.waitFor({ state: 'detached' });

  await body.dispatchEvent('dragenter', { dataTransfer: files });
  await main.dispatchEvent('dragenter', { dataTransfer: files });
  await veil.waitFor();
  await main.dispatchEvent('drop', { dataTransfer: files });
  await veil.waitFor({ state: 'detached' });
  await page.getByRole('link', { name: /upload/i }).first().click();
  await cardOf(page, 'dropped.mp4').getByRole('link', { name: 'Watch', exact: true }).waitFor();

  // Words that somebody drags are no file.
  const words = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.setData('text/plain', 'words');
    return transfer;
  });
  await page.locator('body').dispatchEvent('dragenter', { dataTransfer: words });
  expect(await veil.count()).toBe(0);
  expect(complaints).toEqual([]);
});

test('where events do not come through, the card of an upload tells by asking that its video is ready', async () => {
  const { page } = await visit(browser, 'about:blank');
  await page.route('**/events', (route) => route.abort());
  await page.goto('/uploads');
  await page.getByLabel('Choose files').setInputFiles(clipNamed('asked_for.mp4'));
  await cardOf(page, 'asked_for.mp4').getByText('Ready', { exact: true }).waitFor();
});

test('files are sent in the order in which they were chosen', async () => {
  const { page } = await visit(browser, '/uploads');
  await throttle(page, clipBytes / 20);
  await page.getByLabel('Choose files').setInputFiles(['a.mp4', 'b.mp4', 'c.mp4', 'd.mp4', 'e.mp4'].map(clipNamed));
  const list = page.getByRole('list', { name: 'Uploads' });
  const waiting = list.getByRole('listitem').filter({ hasText: 'Waiting for its turn' });
  await expect.poll(() => waiting.getByRole('heading').allTextContents()).toEqual(['d.mp4', 'e.mp4']);
  await list.getByRole('button', { name: 'Cancel a.mp4' }).click();
  await expect.poll(() => waiting.getByRole('heading').allTextContents()).toEqual(['e.mp4']);
  // Of several, the words about one are a step away, and stay open while others come.
  expect(await list.getByLabel('Title').first().isVisible()).toBe(false);
  await list.getByText('Title, tags and description of b.mp4').click();
  await list.getByLabel('Title').first().waitFor();
});

/** Another server, which has the clip, and sends it slowly until it is told otherwise. */
async function elsewhere() {
  const SHARE = Math.ceil(clipBytes / 1000);
  let slow = true;
  const clip = readFileSync(CLIP);
  const server = createServer(async (request, response) => {
    if (!request.url?.startsWith('/sea_side.mp4')) return response.writeHead(404).end();
    response.writeHead(200, { 'Content-Length': clipBytes });
    for (let at = 0; at < clipBytes && !response.destroyed; at += SHARE) {
      response.write(clip.subarray(at, at + SHARE));
      if (slow) await new Promise((resolve) => setTimeout(resolve, 100));
    }
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { address: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, hurry: () => (slow = false), close: () => server.close() };
}

test('a file at an address is fetched by the server, whatever happens to the page, or cancelled', async () => {
  const other = await elsewhere();
  const { page, complaints } = await visit(browser, '/uploads');
  const list = page.getByRole('list', { name: 'Uploads' });
  const fetch = async (address: string) => {
    await page.getByLabel('Or fetch it from an address').fill(address);
    await page.getByRole('button', { name: 'Fetch' }).click();
  };
  await fetch('http://10.0.0.1/film.mp4');
  await page.getByRole('alert').getByText('10.0.0.1 is not a public address.').waitFor();
  await fetch(`${other.address}/nothing.mp4`);
  await list.getByText('The server answered 404').waitFor();
  await list.getByRole('button', { name: 'Clear nothing.mp4' }).click();

  await fetch(`${other.address}/sea_side.mp4`);
  const card = list.getByRole('listitem').filter({ hasText: 'sea_side.mp4' });
  await card.getByText(/The server fetches it · [1-9]\d? %/).waitFor();
  await card.getByLabel('Tags').fill('fetched');
  await card.getByLabel('Tags').blur();
  await page.reload();
  await card.getByText(/The server fetches it · [1-9]\d? %/).waitFor();
  await fetch(`${other.address}/sea_side.mp4?again`);
  await expect.poll(() => card.count()).toBe(2);
  await list.getByRole('button', { name: 'Cancel sea_side.mp4' }).first().click();
  await expect.poll(() => card.count()).toBe(1);

  other.hurry();
  await card.getByRole('link', { name: 'Watch', exact: true }).waitFor();
  await expect.poll(async () => (await videos()).items.filter((video) => video.filename === 'sea_side.mp4').map(({ title, tags }) => [title, tags])).toEqual([['sea side', ['fetched']]]);
  other.close();
  expect(complaints).toEqual([]);
});

test('as much can be written of a video as the server takes', async () => {
  const limits = await (await fetch(`${SERVER}/api/v1/uploads/limits`)).json();
  expect(limits).toMatchObject({ max_title_characters: MOST_TITLE_CHARACTERS, max_description_characters: MOST_DESCRIPTION_CHARACTERS });
  expect(limits.max_tags * (limits.max_tag_characters + ', '.length)).toBe(MOST_CHARACTERS_OF_TAGS);
});

test('what is no video is refused with a sentence', async () => {
  const { page } = await visit(browser, '/uploads');
  await page.getByLabel('Choose files').setInputFiles([
    { name: 'notes.mp4', mimeType: 'video/mp4', buffer: Buffer.from('these are no pictures '.repeat(99)) },
    { name: 'empty.mp4', mimeType: 'video/mp4', buffer: Buffer.alloc(0) },
  ]);
  await page.getByText('This file is empty.').waitFor();
  await page.getByText('This is not a video or audio file').waitFor();
});
