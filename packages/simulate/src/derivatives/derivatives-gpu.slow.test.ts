import { test } from 'vitest';
import { missingGpu } from '../../../kernel-gpu/src/testing/missing-gpu';
import { expectShaderDerivatives, gpuTrials } from './gpu-derivatives.fixture';

const problem = await missingGpu();

test.skipIf(problem).each(gpuTrials.slice(1))(
  'derivatives by shaders are those of dual numbers: $name',
  expectShaderDerivatives,
);
