import { defaultClientConditions, defineConfig } from 'vite';

export default defineConfig({
  // The built folder may be at any path on a server.
  base: './',
  // Packages of this repository are imported from their sources, so that they need not be built.
  resolve: { conditions: ['source', ...defaultClientConditions] },
  worker: { format: 'es' },
  build: { target: 'es2022' },
});
