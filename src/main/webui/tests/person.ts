import axe from 'axe-core';
import { execFileSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type CDPSession, type Page } from 'playwright-core';
import { onTestFinished, vi } from 'vitest';
import type { Video, VideoPage } from '../src/api/types';

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set; PageIT sets it`);
  return value;
}

export const SERVER = setting('VITASCOPE_URL');
/** Files that are videos. */
export const CLIP = setting('VITASCOPE_CLIP');
export const clipBytes = statSync(CLIP).size;
/** Needs many bits, so that there are two pictures to choose from, and some seconds in which they are made. */
export const GRAINY = setting('VITASCOPE_GRAINY_CLIP');
/** Thirty seconds, of which little has to be made. */
export const LENGTHY = setting('VITASCOPE_LENGTHY_CLIP');

export const launch = (): Promise<Browser> => chromium.launch({ executablePath: setting('CHROMIUM'), args: ['--no-sandbox', '--disable-dev-shm-usage'] });

/** A page of a visitor of their own, who leaves with the test; whatever it complains about in its console is collected. */
export async function visit(browser: Browser, address: string, options: BrowserContextOptions = {}): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext({ baseURL: SERVER, viewport: { width: 1280, height: 800 }, ...options });
  onTestFinished(async () => {
    // What a test still held back would complain that nobody waits for it.
    await Promise.all([context, ...context.pages()].map((one) => one.unrouteAll({ behavior: 'ignoreErrors' })));
    await context.close();
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  // CI has two processors for all of this.
  page.setDefaultTimeout(60_000);
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (/Content Security Policy/i.test(message.text())) complaints.push(message.text());
  });
  await page.goto(address);
  return { page, complaints };
}

/** Uploads by the API, for tests that are about something else. */
export async function upload(title: string, tags = '', clip = CLIP): Promise<Video> {
  const { openAsBlob } = await import('node:fs');
  const form = new FormData();
  form.append('title', title);
  if (tags) form.append('tags', tags);
  form.append('video', await openAsBlob(clip), 'clip.mp4');
  const response = await fetch(`${SERVER}/upload`, { method: 'POST', body: form });
  if (response.status !== 201) throw new Error(await response.text());
  return ((await response.json()) as { video: Video }).video;
}

export const api = (path: string, init?: RequestInit) => fetch(`${SERVER}/api/v1/videos/${path}`, init);
export const read = async (id: string) => (await (await api(id)).json()) as Video;

export async function ready({ id }: Video): Promise<Video> {
  await vi.waitUntil(async () => (await read(id)).state === 'ready', { timeout: 120_000, interval: 250 });
  return read(id);
}

/** As the machine does that runs out of memory; PageIT starts it again at once. */
export const killServer = () => process.kill(Number(readFileSync(setting('VITASCOPE_PID_FILE'), 'utf8')), 'SIGKILL');

/** The server's child processes stand still until this is called back; a minute is the longest that is not taken for a fault. */
export function holdEncoders(): () => void {
  const server = readFileSync(setting('VITASCOPE_PID_FILE'), 'utf8').trim();
  const children = execFileSync('pgrep', ['-P', server, '-f', 'MediaChild'], { encoding: 'utf8' }).trim().split('\n').map(Number);
  const tell = (signal: string) => {
    for (const child of children) {
      try {
        process.kill(child, signal);
      } catch {
        // It has ended meanwhile.
      }
    }
  };
  tell('SIGSTOP');
  return () => tell('SIGCONT');
}

/** Where it was when it first played. */
export const firstPlayed = (page: Page) =>
  page.addInitScript(() => {
    document.addEventListener('playing', ({ target }) => ((window as unknown as { began?: number }).began ??= (target as HTMLVideoElement).currentTime), true);
  });
export async function began(page: Page): Promise<number> {
  const handle = await page.waitForFunction(() => (window as unknown as { began?: number }).began !== undefined && [(window as unknown as { began: number }).began]);
  return ((await handle.jsonValue()) as number[])[0] ?? 0;
}

/** Of the player, until its element says so. */
export const until = (page: Page, what: (element: HTMLVideoElement) => boolean) => vi.waitUntil(() => page.locator('video:not(.pictures)').evaluate(what), { timeout: 120_000, interval: 100 });

/** It does not end while something else is looked at, however busy the machine is. */
export const slowly = (page: Page) =>
  page.locator('video:not(.pictures)').evaluate((element: HTMLVideoElement) => {
    element.playbackRate = 0.0625;
  });

export async function videos(parameters = ''): Promise<VideoPage> {
  return (await (await fetch(`${SERVER}/api/v1/videos?page_size=100&${parameters}`)).json()) as VideoPage;
}

/** What keeps people from using the page as it is now; empty when nothing does. */
export async function obstacles(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(' ')}`);
}

const sessions = new WeakMap<Page, CDPSession>();

/** Bytes per second that go out; 0 for as fast as it can. Each session has conditions of its own, so there is one for a page. */
export async function throttle(page: Page, bytesPerSecond: number): Promise<void> {
  let session = sessions.get(page);
  if (!session) {
    session = await page.context().newCDPSession(page);
    sessions.set(page, session);
    await session.send('Network.enable');
  }
  await session.send('Network.emulateNetworkConditions', { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: bytesPerSecond || -1 });
}
