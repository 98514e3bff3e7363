import { defineConfig } from 'tsup';
import shared from '../../tsup.config';

/** The worker is a file of its own, beside the entry that starts it. */
export default defineConfig({
  ...shared,
  entry: { index: 'src/index.ts', node: 'src/node/index.ts', 'cpu-worker': 'src/node/cpu-worker.ts' },
});
