import { join, resolve } from 'node:path';
import { defaultClientConditions, defineConfig, type Plugin } from 'vite';
import { licences } from '../../tools/packaging/licences.mjs';

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

const bundled = licences();

/** Collects the packages of bundled scripts and files, those of workers too. */
const collectLicences = (): Plugin => ({
  name: 'collect-licences',
  apply: 'build',
  generateBundle: (_, files) => {
    for (const file of Object.values(files)) {
      // Names of files are relative to this folder, wherever the build is started.
      const sources =
        file.type === 'chunk'
          ? file.moduleIds
          : file.originalFileNames.map((name) => resolve(import.meta.dirname, name));
      for (const source of sources) bundled.add(source.replaceAll('\\', '/'));
    }
  },
});

/** Writes the licences of what is bundled beside the page, when the bundles of the workers are complete. */
const thirdParty: Plugin = {
  name: 'third-party',
  apply: 'build',
  generateBundle: {
    order: 'post',
    handler() {
      this.emitFile({ type: 'asset', fileName: 'THIRD-PARTY.txt', source: bundled.text('The scripts of this page') });
    },
  },
};

export default defineConfig({
  // The built folder may be at any path on a server.
  base: './',
  plugins: [policy, collectLicences(), thirdParty],
  resolve: {
    // Packages of this repository are imported from their sources, so that they need not be built.
    conditions: ['source', ...defaultClientConditions],
    alias: { ndarray: join(import.meta.dirname, 'src/plain-array.ts') },
  },
  worker: { format: 'es', plugins: () => [collectLicences()] },
  build: { target: 'es2022', assetsInlineLimit: 0 },
});
