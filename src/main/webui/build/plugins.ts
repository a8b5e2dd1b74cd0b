import { readdirSync } from 'node:fs';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Plugin } from 'vite';

const TEXT = /\.(js|css|html|svg|json|webmanifest)$/;

/** Puts the first style sheet into the document: the first paint then waits for one answer, not two. */
export function inlineStyles(): Plugin {
  return {
    name: 'inline-styles',
    apply: 'build',
    enforce: 'post',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle }) {
        return html.replace(/<link rel="stylesheet"[^>]*href="\/(assets\/[^"]+\.css)"[^>]*>/g, (link, name: string) => {
          const sheet = bundle?.[name];
          return sheet?.type === 'asset' ? `<style>${String(sheet.source).trim()}</style>` : link;
        });
      },
    },
  };
}

/** Gives the document's own script a value that the page has as well, in the place that is marked with its name. */
export function known(name: string, value: unknown): Plugin {
  return {
    name: `known-${name}`,
    transformIndexHtml(html) {
      const place = `/* ${name} */ {}`;
      if (!html.includes(place)) throw new Error(`index.html has no place for ${name}.`);
      return html.replace(place, JSON.stringify(value));
    },
  };
}

/**
 * Tells the document's own script which chunks a screen is made of, so that it can ask for them before the page's script has
 * been read. Screens that are small or rare are not worth it; nor is what few ask for on a screen.
 */
export function chunksOfScreens(screens: Record<string, string>, rare: string[]): Plugin {
  return {
    name: 'chunks-of-screens',
    apply: 'build',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {}, chunk: entry }) {
        const chunkOf = (name: string) => {
          const chunk = bundle[name];
          return chunk?.type === 'chunk' ? chunk : undefined;
        };
        const gather = (names: string[], found = new Set<string>()): string[] => {
          for (const name of names) {
            if (found.has(name)) continue;
            found.add(name);
            gather(chunkOf(name)?.imports ?? [], found);
          }
          return [...found];
        };
        const known = new Set(gather([entry?.fileName ?? '']));
        const isRare = (name: string) => rare.some((file) => chunkOf(name)?.facadeModuleId?.endsWith(file));
        const addresses = (names: string[]) => names.filter((name) => !known.has(name)).map((name) => `/${name}`);
        const chunks = Object.entries(screens).map(([screen, file]) => {
          const start = Object.values(bundle).find((one) => one.type === 'chunk' && one.facadeModuleId?.endsWith(file));
          if (!start) throw new Error(`There is no chunk of ${file}.`);
          const now = gather([start.fileName]);
          const later = new Set<string>();
          const ask = (names: string[]) => {
            const further = gather(names.flatMap((name) => (known.has(name) ? [] : (chunkOf(name)?.dynamicImports ?? []))).filter((name) => !isRare(name)));
            const fresh = further.filter((name) => !now.includes(name) && !later.has(name));
            for (const name of fresh) later.add(name);
            // What comes later may ask for more, as the player does for what plays.
            if (fresh.length > 0) ask(fresh);
          };
          ask(now);
          return [screen, { now: addresses(now), later: addresses([...later]) }];
        });
        if (!html.includes('/* chunks */ {}')) throw new Error('index.html has no place for the chunks of screens.');
        return html.replace('/* chunks */ {}', JSON.stringify(Object.fromEntries(chunks)));
      },
    },
  };
}

/** Leaves modules out that a library would load from the page and nobody gets to: what is asked for instead has nothing in it. */
export function leftOut(modules: RegExp): Plugin {
  return { name: 'left-out', apply: 'build', enforce: 'pre', load: (id) => (modules.test(id) ? 'export {};' : undefined) };
}

/** What the first visit runs before anything else comes, compressed, in bytes. */
const MOST_AT_FIRST = 120_000;

/** Refuses a page whose document asks for too much, with all that this cannot begin without. */
export function lightAtFirst(): Plugin {
  return {
    name: 'light-at-first',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const chunks = new Map(Object.values(bundle).flatMap((file) => (file.type === 'chunk' ? [[file.fileName, file] as const] : [])));
        const document = bundle['index.html'];
        const scripts = document?.type === 'asset' ? String(document.source).matchAll(/<(?:script|link)\b[^>]*(?:src|href)="\/(assets\/[^"]+\.js)"/g) : [];
        const needed = new Set([...scripts].map(([, name]) => name ?? ''));
        // A set that grows while it is walked through is walked through to its end.
        for (const name of needed) chunks.get(name)?.imports.forEach((one) => needed.add(one));
        const bytes = [...needed].reduce((sum, name) => sum + brotliCompressSync(chunks.get(name)?.code ?? '').length, 0);
        if (needed.size === 0 || bytes > MOST_AT_FIRST) this.error(`The page begins with ${bytes} bytes of JavaScript in ${[...needed].join(', ')}; ${MOST_AT_FIRST} are the most.`);
      },
    },
  };
}

/** Leaves a .br and a .gz beside what shrinks; the server sends them to browsers that take them. */
export function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    enforce: 'post',
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        for (const file of Object.values(bundle)) {
          if (!TEXT.test(file.fileName)) continue;
          const plain = Buffer.from(file.type === 'chunk' ? file.code : file.source);
          const brotli = brotliCompressSync(plain, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: plain.length } });
          for (const [ending, source] of [['br', brotli], ['gz', gzipSync(plain, { level: 9 })]] as const) {
            if (source.length < plain.length) {
              this.emitFile({ type: 'asset', fileName: `${file.fileName}.${ending}`, source });
            }
          }
        }
      },
    },
  };
}

/** Tells the server, which asks for nothing else, what files the page has: a name a line. */
export function listed(): Plugin {
  let folder = '';
  return {
    name: 'listed',
    apply: 'build',
    enforce: 'post',
    configResolved(config) {
      folder = config.publicDir;
    },
    generateBundle: {
      order: 'post',
      handler(_options, bundle) {
        const names = [...Object.keys(bundle).filter((name) => !/\.(br|gz)$/.test(name)), ...readdirSync(folder)];
        this.emitFile({ type: 'asset', fileName: 'page-files.txt', source: names.sort().join('\n') });
      },
    },
  };
}
