import { runFailure } from '@braggsim/core';
import type { Pixels } from '@braggsim/core/derived';
import { boundsWithin } from '@braggsim/core/kernel';
import { type ChainLink, type ReadoutPanel, serialReadoutRunner } from '@braggsim/noise';
import { firstNotANumber } from './numbers';

/**
 * Checks that readout stages give numbers where the expected photons are numbers.
 *
 * @throws BraggsimError (`failed`) that names the first stage which gives NaN, unless the image of a stage has pixels that
 * are NaN
 */
export async function checkRecorded(
  links: readonly ChainLink[],
  recorded: readonly ReadoutPanel[],
  key: { readonly seed: number; readonly image: number },
): Promise<void> {
  const panel = recorded.find(({ into }) => isFloat(into) && firstNotANumber(into) >= 0);
  if (!panel || firstNotANumber(panel.photons) >= 0) return;
  if (panel.pixels?.some((pixels) => pixels && firstNotANumber(pixels) >= 0)) return;
  for (let stages = 1; stages <= links.length; stages++) {
    const into = new Float64Array(panel.photons.length);
    const part = links.slice(0, stages);
    await serialReadoutRunner.apply(part, [{ ...panel, into }], key);
    const at = firstNotANumber(into);
    if (at < 0) continue;
    const { fast, slow } = heldBounds(panel);
    const width = fast[1] - fast[0];
    throw runFailure(
      `the readout stage '${part.at(-1)?.stage.id}' gives NaN, not a number, at fast ${fast[0] + (at % width)}, slow ${slow[0] + Math.floor(at / width)}${panel.panel > 0 ? ` of panel ${panel.panel}` : ''}`,
    );
  }
}

/** Returns the pixels whose values a panel has. */
const heldBounds = ({ shape: [pixelsSlow, pixelsFast], region, isCropped }: ReadoutPanel) =>
  boundsWithin(isCropped ? region : undefined, { pixelsFast, pixelsSlow });

const isFloat = (values: Pixels): boolean => values instanceof Float32Array || values instanceof Float64Array;
