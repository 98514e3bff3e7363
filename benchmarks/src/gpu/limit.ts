import type { Card } from './results';

/** Number of lanes of a multiprocessor, each of which executes one instruction a clock cycle. */
const LANES = 128;

/** Computes the upper limit of the samples per second of a card: its time is spent in the innermost loop only. */
export const sampleLimit = ({ multiprocessors, clock }: Card, operations: number): number =>
  (multiprocessors * LANES * clock) / operations;
