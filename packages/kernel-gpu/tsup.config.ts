import { defineConfig } from 'tsup';
import shared from '../../tsup.config';

const webgpu = ['@webgpu/types'];

/** The declarations name WebGPU's own types, which a consumer's compiler does not look for unless told. */
const banner = '/// <reference types="@webgpu/types" />';

/** One build for all entries, so that they share their code. Types are made apart: only the Node entry may use those of Node. */
export default defineConfig([
  {
    ...shared,
    entry: { index: 'src/index.ts', node: 'src/node/index.ts', browser: 'src/browser/index.ts' },
    dts: false,
    // Native code, which need not be installed.
    external: ['webgpu'],
  },
  {
    ...shared,
    entry: { index: 'src/index.ts', browser: 'src/browser/index.ts' },
    dts: { only: true, banner, compilerOptions: { types: webgpu } },
    clean: false,
  },
  {
    ...shared,
    entry: { node: 'src/node/index.ts' },
    dts: { only: true, banner, compilerOptions: { types: ['node', ...webgpu] } },
    clean: false,
  },
]);
