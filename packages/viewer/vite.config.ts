import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig({
  // The folder that is built may lie anywhere on a server.
  base: './',
  // Packages of this repository are taken from their sources, which saves building them.
  resolve: { conditions: ['source', ...defaultClientConditions] },
  worker: { format: 'es' },
  build: { target: 'es2022' },
});
