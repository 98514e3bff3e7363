import { units, type Vec3, vector } from '@braggsim/core';
import type { ImageMetadata, Panel, PanelRows } from '@braggsim/core/derived';
import { recordingPanels } from '@braggsim/geometry';
import { frameLayout } from '../frame';
import { nexusFrame, within } from '../nxmx/frame';

/** Number of digits that represent a float64 exactly. */
const DIGITS = 17;

const number = (value: number): string => String(Number(value.toPrecision(DIGITS)));
const direction = (v: Vec3): string =>
  v.map((c, i) => `${c < 0 ? '-' : '+'}${Math.abs(c).toFixed(DIGITS)}${'xyz'[i]}`).join(' ');

/**
 * Returns a name that CrystFEL accepts for a panel: without slashes, and not beginning like the name of a bad region.
 */
const panelName = (name: string, index: number): string => (/^(?!bad|dim|group)\w+$/.test(name) ? name : `p${index}`);

const electronVolts = (wavelength: number): number => units.wavelengthOfEnergy(1) / wavelength;

/** Bits of the reasons of `pixel_mask` by which a pixel does not count: those of NeXus, and that of values below the trusted range. */
const MASK_BAD = '0xffff';

/**
 * Formats the geometry for CrystFEL. Images have their panels stacked along slow, as all formats of this package write
 * them.
 *
 * @param format id of the image files, whose mask is named where they have one: NeXus
 */
export function writeGeom(
  { detector, beam, instrument, underload = 0, offset = 0 }: ImageMetadata,
  format?: string,
): string {
  const frame = nexusFrame(detector);
  const panels = recordingPanels(detector);
  const { places } = frameLayout(panels);
  const lines = [
    beam.particle === 'electron'
      ? `electron_voltage = ${number(units.energyOfElectrons(beam.wavelength))} V`
      : `photon_energy = ${number(electronVolts(beam.wavelength))}`,
    `clen = ${number(detector.distance)}`,
    `adu_per_photon = ${number(instrument?.gain ?? 1)}`,
    'data = /entry/data/data',
    'dim0 = %',
    'dim1 = ss',
    'dim2 = fs',
    ...(format === 'nxmx'
      ? [
          'mask = /entry/instrument/detector/pixel_mask',
          `mask_bad = ${MASK_BAD}`,
          // Masked counts of single images are marked by values below all others.
          `flag_lessthan = ${number(underload - offset)}`,
        ]
      : []),
    ...panels.flatMap((panel, i) => ['', ...panelLines(panel, i, places[i] as PanelRows)]),
  ];
  return `${lines.join('\n')}\n`;

  function panelLines(panel: Panel, index: number, place: PanelRows): string[] {
    const name = panelName(panel.name, index);
    const [x, y, z] = within(frame, panel.origin);
    return [
      `${name}/min_fs = 0`,
      `${name}/max_fs = ${panel.pixelsFast - 1}`,
      `${name}/min_ss = ${place.slow}`,
      `${name}/max_ss = ${place.slow + panel.pixelsSlow - 1}`,
      `${name}/res = ${number(1 / panel.pixelSize)}`,
      `${name}/corner_x = ${number(x / panel.pixelSize)}`,
      `${name}/corner_y = ${number(y / panel.pixelSize)}`,
      `${name}/coffset = ${number(z - detector.distance)}`,
      `${name}/fs = ${direction(within(frame, panel.fast))}`,
      // Vectors are in units of the resolution, so the slow vector of a pixel that is not square has the ratio of
      // its edges as its length.
      `${name}/ss = ${direction(vector.scale(within(frame, panel.slow), (panel.pixelSizeSlow ?? panel.pixelSize) / panel.pixelSize))}`,
      ...panel.gaps.flatMap(({ fast, slow }, g) => [
        `bad_${name}_${g}/panel = ${name}`,
        `bad_${name}_${g}/min_fs = ${fast[0]}`,
        `bad_${name}_${g}/max_fs = ${fast[1] - 1}`,
        `bad_${name}_${g}/min_ss = ${place.slow + slow[0]}`,
        `bad_${name}_${g}/max_ss = ${place.slow + slow[1] - 1}`,
      ]),
    ];
  }
}
