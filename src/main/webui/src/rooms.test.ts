import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

/** What each room may use, as ARCHITECTURE.md says. Of `app`, the others use the router alone, which uses none of them. */
const ROOMS: Record<string, string[]> = {
  api: [],
  ui: [],
  router: [],
  chart: [],
  library: ['api', 'ui', 'router'],
  upload: ['api', 'ui', 'router', 'library'],
  watch: ['api', 'ui', 'router', 'library', 'chart'],
  activity: ['api', 'ui', 'chart'],
  app: ['api', 'ui', 'router', 'library', 'upload', 'watch', 'activity'],
};

const roomOf = (path: string) => (path.startsWith('app/router.svelte') ? 'router' : (path.split('/')[0] ?? ''));

/** Of files by their paths below src. */
function breaches(files: Record<string, string>): string[] {
  return Object.entries(files).flatMap(([path, text]) => {
    const room = roomOf(path);
    const used = [...text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*'(\.[^']+)'/g)].map(([, address = '']) => roomOf(posix.join(dirname(path), address)));
    const strange = used.filter((other) => other !== room && !ROOMS[room]?.includes(other)).map((other) => `${path} uses ${other}`);
    const speaks = room !== 'api' && /\bfetch\(|\bsendBeacon\(|new (EventSource|XMLHttpRequest|WebSocket)\b|['"`]\/(api|q)\//.test(text);
    return speaks ? [...strange, `${path} speaks HTTP`] : strange;
  });
}

test('each room uses those that it may use, and api alone speaks HTTP', () => {
  const src = dirname(fileURLToPath(import.meta.url));
  const paths = readdirSync(src, { recursive: true, encoding: 'utf8' }).filter((path) => path.includes('/') && /(?<!\.test)\.(ts|svelte)$/.test(path));
  expect(new Set(paths.map(roomOf))).toEqual(new Set(Object.keys(ROOMS)));
  expect(breaches(Object.fromEntries(paths.map((path) => [path, readFileSync(join(src, path), 'utf8')])))).toEqual([]);
});

test.each([
  ['api/http.ts', "import { router } from '../app/router.svelte';", 'api/http.ts uses router'],
  ['library/Library.svelte', "import {\n  uploading,\n} from '../upload/entrance.svelte';", 'library/Library.svelte uses upload'],
  ['watch/Player.svelte', "{#await import('../activity/History.svelte') then History}", 'watch/Player.svelte uses activity'],
  ['library/state.ts', "import App from '../app/App.svelte';", 'library/state.ts uses app'],
  ['upload/sent.svelte.ts', "await fetch(url, { method: 'HEAD' })", 'upload/sent.svelte.ts speaks HTTP'],
  ['watch/live.svelte.ts', 'listen(`/api/v1/videos/${id}/events`)', 'watch/live.svelte.ts speaks HTTP'],
])('%s is found out', (path, text, breach) => expect(breaches({ [path]: text })).toEqual([breach]));
