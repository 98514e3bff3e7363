import { cpuKernel, referenceKernel } from '@braggsim/kernel-cpu';
import { testPanels } from './panels.fixture';

testPanels('reference', referenceKernel, 'double');
testPanels('cpu', cpuKernel, 'double');
testPanels('cpu', cpuKernel, 'single');
