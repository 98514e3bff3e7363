import { defineConfig } from 'tsup';
import shared from '../../tsup.config';

/**
 * One build for both entries, so that they share their code. The worker is a file of its own, beside the entry that
 * starts it, with everything that it needs: a few kilobytes, which start faster than packages and find none of them in a
 * version of another time. Types are made twice, since only the Node entry may use those of Node.
 */
export default defineConfig([
  { ...shared, entry: { index: 'src/index.ts', node: 'src/node/index.ts' }, dts: false },
  {
    ...shared,
    entry: { 'readout-worker': 'src/node/readout-worker.ts' },
    dts: false,
    clean: false,
    noExternal: [/^@braggsim\//],
    esbuildOptions: (options) => {
      options.conditions = ['source'];
    },
  },
  { ...shared, entry: { index: 'src/index.ts' }, dts: { only: true, compilerOptions: { types: [] } }, clean: false },
  {
    ...shared,
    entry: { node: 'src/node/index.ts' },
    dts: { only: true, compilerOptions: { types: ['node'] } },
    clean: false,
  },
]);
