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
