import { runFailure } from '@braggsim/core';
import type { Pixels } from '@braggsim/core/derived';
import { sharedFloats } from '@braggsim/core/kernel';
import { type ChainLink, type ReadoutRunner, serialReadoutRunner } from '@braggsim/noise';
import { firstNotANumber } from './numbers';

/** A panel before and after its readout. */
type RecordedPanel = Parameters<ReadoutRunner['apply']>[1][number];

/**
 * Checks that readout stages give numbers where the expected photons are numbers.
 *
 * @throws BraggsimError (`failed`) that names the first stage which gives NaN, unless the image of a stage has pixels that
 * are NaN
 */
export async function checkRecorded(
  links: readonly ChainLink[],
  recorded: readonly RecordedPanel[],
  photons: readonly Pixels[],
  key: { readonly seed: number; readonly image: number },
): Promise<void> {
  const panel = recorded.find(({ values }) => firstNotANumber(values) >= 0);
  if (!panel || firstNotANumber(photons[panel.panel] ?? []) >= 0) return;
  if (panel.pixels?.some((pixels) => pixels && firstNotANumber(pixels) >= 0)) return;
  for (let stages = 1; stages <= links.length; stages++) {
    const values = sharedFloats(photons[panel.panel] ?? []);
    const part = links.slice(0, stages);
    await serialReadoutRunner.apply(part, [{ ...panel, values }], key);
    const at = firstNotANumber(values);
    if (at < 0) continue;
    const [, fast] = panel.shape;
    throw runFailure(
      `the readout stage '${part.at(-1)?.stage.id}' gives NaN, not a number, at fast ${at % fast}, slow ${Math.floor(at / fast)}${panel.panel > 0 ? ` of panel ${panel.panel}` : ''}`,
    );
  }
}
