import { join } from 'node:path';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';

/**
 * What the built page may do: load its own files, compile WebAssembly, and nothing else. Pictures are also made from data; requests go only to
 * the server of the page. The development server writes styles into the page, so that this holds for built pages.
 */
export const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "worker-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const policy: Plugin = {
  name: 'content-security-policy',
  apply: 'build',
  transformIndexHtml: () => [
    {
      tag: 'meta',
      attrs: { 'http-equiv': 'Content-Security-Policy', content: CONTENT_SECURITY_POLICY },
      injectTo: 'head-prepend',
    },
  ],
};

export default defineConfig({
  // The built folder may be at any path on a server.
  base: './',
  plugins: [policy],
  resolve: {
    // Packages of this repository are imported from their sources, so that they need not be built.
    conditions: ['source', ...defaultClientConditions],
    alias: { ndarray: join(import.meta.dirname, 'src/plain-array.ts') },
  },
  worker: { format: 'es' },
  build: { target: 'es2022', assetsInlineLimit: 0 },
});
