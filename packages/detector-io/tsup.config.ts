import { defineConfig } from 'tsup';
import shared from '../../tsup.config';

/**
 * One build for both entries, so that they share their code. The worker is a file of its own, beside the entry that
 * starts it. Types are made twice, since only the Node entry may use those of Node.
 */
export default defineConfig([
  {
    ...shared,
    entry: { index: 'src/index.ts', node: 'src/node/index.ts', 'hdf5-worker': 'src/node/hdf5-worker.ts' },
    dts: false,
  },
  { ...shared, entry: { index: 'src/index.ts' }, dts: { only: true, compilerOptions: { types: [] } }, clean: false },
  {
    ...shared,
    entry: { node: 'src/node/index.ts' },
    dts: { only: true, compilerOptions: { types: ['node'] } },
    clean: false,
  },
]);
