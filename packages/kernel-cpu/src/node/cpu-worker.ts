import { eachBand } from '@braggsim/core';
import type { PanelFixed } from '../cpu/band-runner';
import { runnerCache } from '../cpu/runner-cache';
import { type BandTask, bandsOf } from './band-task';

const runnerOf = runnerCache();
const panels = new Map<number, PanelFixed>();

/** Computes bands of an image until none is left. */
export default function work({ panelKey, panel, compiled, numbers, counter, image }: BandTask): void {
  const known = panels.get(panelKey) ?? panel;
  panels.set(panelKey, known);
  const runner = runnerOf(compiled, known);
  runner.load(numbers);
  eachBand(counter, bandsOf(runner, image));
}
