import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('..', import.meta.url));
const read = (path: string) => readFileSync(join(SRC, path), 'utf8');
const others = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((path) => /(?<!\.test)\.(ts|svelte|css)$/.test(path) && path !== join('ui', 'tokens.css'));

const coloursIn = (text: string) => text.match(/#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})\b|\b(?:rgba?|hsla?|oklch|oklab)\([^)]*\)/gi) ?? [];

test('a colour that a component has for itself is found out', () => {
  expect(coloursIn('a { color: #fff; background: rgb(0 0 0 / 50%) }')).toEqual(['#fff', 'rgb(0 0 0 / 50%)']);
  expect(coloursIn('{#each all as one}{#await come}#EXTM3U {/await} a { color: var(--ink) }')).toEqual([]);
});

test('components use the colours of the design and no others', () => {
  expect(others.flatMap((path) => coloursIn(read(path)).map((colour) => `${path}: ${colour}`))).toEqual([]);
});

test('what the design has is used', () => {
  const tokens = read('ui/tokens.css');
  const all = [tokens, ...others.map(read)].join('\n');
  // Of several that are alike, one is taken by its number or its name.
  const isUsed = (name: string) => all.includes(`var(${name})`) || all.includes(`var(${name.replace(/-\w+$/, '')}-\${`);
  const names = [...tokens.matchAll(/^ {2}(--[\w-]+):/gm)].map(([, name = '']) => name);
  expect(names.length).toBeGreaterThan(30);
  expect(names.filter((name) => !isUsed(name))).toEqual([]);
});
