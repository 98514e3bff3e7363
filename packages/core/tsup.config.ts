import { defineConfig } from 'tsup';
import shared from '../../tsup.config';

/** What only kernels use is an entry of its own, so that nothing else loads the graph. */
const entry = { index: 'src/index.ts', 'sample-graph': 'src/sample-graph/index.ts' };
const node = { node: 'src/node/index.ts' };

/** One build for all entries, so that they share their code. Types are made apart: only the Node entry may use those of Node. */
export default defineConfig([
  { ...shared, entry: { ...entry, ...node }, dts: false },
  { ...shared, entry, dts: { only: true, compilerOptions: { types: [] } }, clean: false },
  { ...shared, entry: node, dts: { only: true, compilerOptions: { types: ['node'] } }, clean: false },
]);
