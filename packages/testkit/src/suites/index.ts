/** Conformance suites, one for each kind of stage: a test file calls them at its top level, under vitest. */
export { type CodecExpectations, describeCodec } from './codec';
export { describeFormat, type FormatExpectations } from './format';
export { describeKernel, type KernelExpectations } from './kernel';
export {
  describeReadout,
  READOUT_KEYS,
  READOUT_SHAPE,
  type ReadoutExpectations,
  type RecordOnThreads,
} from './readout';
export { describeTerm, type Situation, type TermExpectations } from './term';
