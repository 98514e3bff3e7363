/** Conformance suites, one for each kind of stage. A test file calls them at its top level; they need vitest. */
export { type CodecExpectations, describeCodec, describeDamage } from './codec';
export { describeFormat, type FormatExpectations } from './format';
export { describeKernel, type KernelExpectations } from './kernel';
export {
  describeReadout,
  READOUT_KEYS,
  READOUT_SHAPE,
  type ReadoutExpectations,
  type RecordOnThreads,
} from './readout';
export { describeSource, type SourceExpectations } from './source';
export { describeTerm, type TermCase, type TermExpectations } from './term';
