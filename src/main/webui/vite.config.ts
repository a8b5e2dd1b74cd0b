import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { chunksOfScreens, compressed, inlineStyles, known, leftOut, lightAtFirst, listed } from './build/plugins.ts';
import { EARLY } from './src/api/addresses.ts';
import { POSTERS } from './src/library/posters.ts';

/** Vite alone, without quarkus:dev in front, asks a server that runs elsewhere. */
const server = process.env.VITASCOPE_URL ?? 'http://localhost:8080';

/** Of Vidstack, what speaks to other hosts or plays what the server does not have. */
const STRANGE = /\/vidstack\/prod\/(providers\/vidstack-(youtube|vimeo|google-cast|dash|audio)|chunks\/vidstack-(DUnfBERX2|IMa-zkAV|q-9soyHT|CXo4cwSP2))\.js$|\/media-captions\/dist\/prod\/(ssa|srt)-parser\.js$/;

export default defineConfig({
  plugins: [svelte(), leftOut(STRANGE), known('posters', POSTERS), known('early', EARLY), chunksOfScreens({ watch: 'watch/Watch.svelte', embed: 'watch/Embed.svelte' }, ['watch/Bitrates.svelte', '/ssa-parser.js', '/srt-parser.js', '/errors.js']), inlineStyles(), lightAtFirst(), compressed(), listed()],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    // All styles are in the document, and come with it.
    cssCodeSplit: false,
    // A data: script or worker is what the Content-Security-Policy refuses.
    assetsInlineLimit: 0,
    // What the library is made of, which every visit needs, comes in one piece.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'library', test: /node_modules\/svelte\/|\/src\/(app|api|ui|library)\/(?!Trash)/ },
            // Its provider is loaded by itself, and always.
            { name: 'vidstack', test: /node_modules\/(vidstack\/prod|@floating-ui|fscreen|lit-html)\// },
          ],
        },
      },
    },
    // The player, which only the watch page loads.
    chunkSizeWarningLimit: 800,
  },
  server: {
    port: 5173,
    strictPort: true,
    proxy: { '/api': server, '/q': server, '/oembed': server, '/upload': { target: server, bypass: (request) => (request.method === 'POST' ? null : request.url) } },
  },
  test: { include: ['src/**/*.test.ts'] },
});
