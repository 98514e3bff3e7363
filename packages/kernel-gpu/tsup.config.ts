import { withNode } from '../../tsup.config';

export default {
  ...withNode({ index: 'src/index.ts', browser: 'src/browser/index.ts' }),
  // Native code, which need not be installed.
  external: ['webgpu'],
};
