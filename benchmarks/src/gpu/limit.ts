import type { Card } from './results';

/** Lanes of a multiprocessor, each an instruction a clock. */
const LANES = 128;

/** Samples per second that a card could compute if it did nothing else than the innermost loop. */
export const sampleLimit = ({ multiprocessors, clock }: Card, operations: number): number =>
  (multiprocessors * LANES * clock) / operations;
