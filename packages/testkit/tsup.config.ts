import { defineConfig } from 'tsup';
import shared from '../../tsup.config';

export default defineConfig({
  ...shared,
  entry: { index: 'src/index.ts', suites: 'src/suites/index.ts' },
  external: ['vitest'],
});
