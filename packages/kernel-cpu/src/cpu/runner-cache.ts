import { type BandRunner, bandRunner, type PanelFixed } from './band-runner';
import type { CompiledNest } from './panel';

/** Runners of the panels that this thread has seen, so that a second shot only loads its numbers. */
export function runnerCache(): (compiled: CompiledNest, panel: PanelFixed) => BandRunner {
  const runners = new WeakMap<PanelFixed, Map<string, BandRunner>>();
  return ({ module, nest, key }, panel) => {
    const ofPanel = runners.get(panel) ?? new Map<string, BandRunner>();
    runners.set(panel, ofPanel);
    const runner = ofPanel.get(key) ?? bandRunner(module, nest, panel);
    ofPanel.set(key, runner);
    return runner;
  };
}
