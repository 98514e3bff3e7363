import { exptPanels, firstExperiment } from '../geometry-files/expt';
import type { Json } from '../geometry-files/json';
import { objectsAt } from '../geometry-files/json';
import type { DescribedMask, DescribedPanelMask, ValueLimits } from './described-mask';

/**
 * Returns the masks of the first experiment of a dxtbx file: untrusted rectangles and trusted ranges of its panels, and the file with the static
 * mask of its image set; besides, gain and pedestal.
 *
 * Both limits of a trusted range are good. Files from before 2023 have limits that are not, and -1 as the lower one of counts from 0 on.
 *
 * @throws BraggsimError (`data`) naming what is missing or wrong
 */
export function readExptMask(text: string): DescribedMask {
  const { root, detector, experiment } = firstExperiment(text);
  const rows = objectsAt(detector, 'panels', 'detector');
  const warnings: string[] = [];
  const panels = exptPanels(detector).map((panel, i): DescribedPanelMask => {
    const row = rows[i] as Json;
    const offset = row.raw_image_offset;
    const firstPixel =
      Array.isArray(offset) && offset.length === 2 && offset.every((n) => Number.isInteger(n) && n >= 0)
        ? ([offset[0], offset[1]] as const)
        : undefined;
    return {
      name: panel.name,
      pixelsFast: panel.pixelsFast,
      pixelsSlow: panel.pixelsSlow,
      ...(firstPixel && { firstPixel }),
      gapsPx: panel.gapsPx,
      limits: trustedRange(row),
      datasets: [],
    };
  });
  const index = experiment.imageset;
  const imageset = typeof index === 'number' ? objectsAt(root, 'imageset', 'expt')[index] : undefined;
  const staticFile = typeof imageset?.mask === 'string' && imageset.mask !== '' ? imageset.mask : undefined;
  const gain = common(rows, 'gain', 1, warnings);
  const pedestal = common(rows, 'pedestal', 0, warnings);
  for (const field of ['gain', 'pedestal'] as const) {
    const map = imageset?.[field];
    if (typeof map === 'string' && map !== '') warnings.push(`its ${field} map '${map}' is not read`);
  }
  return {
    panels,
    isWhole: false,
    ...(staticFile !== undefined && { staticFile }),
    ...(gain !== undefined && { gain }),
    ...(pedestal !== undefined && { pedestal }),
    warnings,
  };
}

/** Value from which on an end of a trusted range is no limit: dxtbx writes zeros, or the largest numbers that there are, where there is none. */
const UNBOUNDED = 2 ** 53;

function trustedRange({ trusted_range: range }: Json): ValueLimits {
  if (!Array.isArray(range) || range.length !== 2 || !range.every(Number.isFinite)) return {};
  const [least, largest] = range as [number, number];
  if (!(largest > least)) return {};
  const first = least === -1 ? 0 : least;
  return { ...(first > -UNBOUNDED && { least: first }), ...(largest < UNBOUNDED && { largest }) };
}

/** Returns a value that all panels have; undefined where it is the neutral one, or they differ, which is reported. */
function common(rows: readonly Json[], field: 'gain' | 'pedestal', neutral: number, warnings: string[]) {
  const values = new Set(rows.map((row) => (typeof row[field] === 'number' ? (row[field] as number) : neutral)));
  if (values.size > 1) warnings.push(`its panels differ in ${field}, of which an image has one: it is not read`);
  const [value = neutral] = values;
  return values.size > 1 || value === neutral ? undefined : value;
}
