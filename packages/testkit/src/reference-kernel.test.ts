import { referenceKernel } from '@braggsim/kernel-cpu';
import { describeKernel } from './suites';

describeKernel(() => referenceKernel, { relative: 0 });
