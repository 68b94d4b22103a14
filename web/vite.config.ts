import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { compressFiles } from './build/compress-files.ts';

/** `npx vite web` serves the sources and hands the rest to a running Drover. */
const server = process.env['DROVER_URL'] ?? 'http://127.0.0.1:7420';

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), compressFiles()],
  build: {
    outDir: '../dist/web',
    emptyOutDir: true,
    // Everything is a file of its own: the content security policy allows no data: scripts, styles or fonts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 600,
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
  },
  server: { proxy: { '/api': { target: server, ws: true } } },
});
