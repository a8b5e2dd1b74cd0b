import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';
import { chunksOfScreens, compressed, inlineStyles, known, listed } from './build/plugins.ts';
import { EARLY } from './src/api/addresses.ts';
import { POSTERS } from './src/library/posters.ts';

/** Vite alone, without quarkus:dev in front, asks a server that runs elsewhere. */
const server = process.env.VITASCOPE_URL ?? 'http://localhost:8080';

export default defineConfig({
  plugins: [svelte(), known('posters', POSTERS), known('early', EARLY), chunksOfScreens({ watch: 'watch/Watch.svelte', embed: 'watch/Embed.svelte' }, ['watch/Bitrates.svelte']), inlineStyles(), compressed(), listed()],
  build: {
    target: 'es2022',
    modulePreload: { polyfill: false },
    // All styles are in the document, and come with it.
    cssCodeSplit: false,
    // A data: script or worker is what the Content-Security-Policy refuses.
    assetsInlineLimit: 0,
    // What the library is made of, which every visit needs, comes in one piece.
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: 'library', test: /node_modules\/svelte\/|\/src\/(app|api|ui|library)\/(?!Trash)/ }] } } },
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
