import { AVOGADRO, units, type Vec3, vector } from '@braggsim/core';
import type { Derived } from '@braggsim/core/derived';
import { formatFixed, formatG } from '@braggsim/core/text';
import type { Experiment } from '@braggsim/experiment';
import { beamInDetectorFrame, resolveLimits } from '@braggsim/geometry';
import type { ImageStatistics } from '@braggsim/noise';
import type { BuiltPlan } from '@braggsim/simulate';
import { gridDeviations } from '@braggsim/sources';

/**
 * Formats a number as the C program does. The lines of this report have its wording, so that scripts that parse them
 * keep working.
 */

const g = (x: number): string => formatG(x);
const list = (values: Iterable<number>): string => [...values].map(g).join(' ');
const degrees = units.toDegrees;

/** Assumed density of a crystal (g/m^3). */
const CRYSTAL_DENSITY = 1.2e6;

const SHAPES: Readonly<Record<string, string>> = {
  square: 'parallelpiped',
  round: 'ellipsoidal',
  gauss: 'gaussian',
  tophat: 'tophat-spot',
};

/** Formats three vectors as the columns of a table. */
function columns(title: string, names: readonly string[], vectors: readonly Vec3[]): string[] {
  const head = names.map((name) => name.padEnd(10)).join('  ');
  const row = (axis: string, i: number) =>
    `${axis}: ${vectors.map((v) => formatFixed(v[i] as number, 11, 8)).join(' ')}`;
  return [title, `     ${head}`, row('X', 0), row('Y', 1), row('Z', 2)];
}

export const cellVectors = (a: Vec3, b: Vec3, c: Vec3): string[] =>
  columns(
    'real-space cell vectors (Angstrom):',
    ['a', 'b', 'c'],
    [a, b, c].map((v) => vector.scale(v, 1e10)),
  );

function crystalLines({ crystal, oversample }: Derived, experiment: Experiment): string[] {
  const { cell, reciprocalCell, cells, a, b, c } = crystal;
  const six = (p: typeof cell) => list([...p.slice(0, 3), ...p.slice(3).map(degrees)]);
  const edges = [a, b, c].map((v, i) => vector.length(v) * (cells[i] as number));
  const mass = (edges.reduce((x, y) => x * y) * CRYSTAL_DENSITY * AVOGADRO) / (cells[0] * cells[1] * cells[2]);
  const asked = experiment.sampling?.oversample;
  return [
    ...(experiment.crystal?.misset === 'random'
      ? [`random orientation misset angles: ${crystal.misset.map((x) => degrees(x).toFixed(6)).join(' ')} deg`]
      : []),
    `Unit Cell: ${six(cell)}`,
    `Recp Cell: ${six(reciprocalCell)}`,
    `volume = ${g(crystal.volumeA3)} A^3`,
    ...cellVectors(a, b, c),
    ...columns(
      'reciprocal-space cell vectors (Angstrom^-1):',
      ['a_star', 'b_star', 'c_star'],
      [crystal.aStar, crystal.bStar, crystal.cStar],
    ),
    `crystal is ${edges.map((x) => g(x * 1e6)).join(' x ')} microns`,
    ...(asked === undefined || asked === 'auto' ? [`auto-selected ${oversample}-fold oversampling`] : []),
    `approximate MW = ${g(mass)}`,
  ];
}

function samplingLines({ detector, scan, sources, mosaic }: Derived): string[] {
  const { layers, layerStep } = detector.sensor;
  const generated = sources.divergenceSteps !== null;
  const rows = Array.from({ length: sources.count }, (_, s) => {
    const position = sources.positions.subarray(3 * s, 3 * s + 3);
    return `${list(position)}   ${g(sources.givenWeights[s] as number)} ${g(sources.wavelengths[s] as number)}`;
  });
  const spectrum = Array.from(sources.wavelengths.subarray(0, generated ? sources.grid.dispersion.steps : 0));
  return [
    ...Array.from({ length: layers }, (_, t) => `thick${t} = ${g(layerStep * t * 1e6)} um`),
    ...Array.from(scan.angles, (phi, i) => `phi${i} = ${g(degrees(phi))}`),
    ...(generated ? gridDeviations(sources.grid).map(([h, v]) => `divergence deviation: ${g(h)} ${g(v)}`) : []),
    ...spectrum.map((lambda, i) => `lambda${i} = ${formatG(lambda, 15)}`),
    `  created a total of ${sources.count} sources:`,
    ...rows,
    `  created a total of ${mosaic.domains} mosaic domains`,
  ];
}

function summaryLines(built: BuiltPlan, experiment: Experiment): string[] {
  const { crystal, beam, detector, sources, mosaic, scan, oversample } = built.derived;
  const { horizontal, vertical, dispersion } = sources.grid;
  const { sensor, beamCentre } = detector;
  const roi = resolveLimits(experiment.sampling?.roi, detector);
  const { capture, polarization, solidAngle } = experiment.sampling?.perSample ?? {};
  const perSample = `${capture ? ' +thick' : ''}${polarization ? ' +polar' : ''}${solidAngle ? ' +omega' : ''}`;
  return [
    `  ${built.reflections} initialized hkls (all others =${g(experiment.structureFactors?.default ?? 0)})`,
    `  ${SHAPES[crystal.shape] ?? crystal.shape} xtal: ${crystal.cells.join('x')} cells`,
    `  wave=${g(beam.wavelength)} meters +/- ${g(dispersion.range * 100)}% in ${dispersion.steps} steps`,
    beam.polarizationFraction === null
      ? '  polarization effect disabled'
      : `  Kahn polarization factor: ${beam.polarizationFraction.toFixed(6)}`,
    ...(detector.curved ? ['  curved detector: all pixels same distance from origin'] : []),
    ...(detector.pointPixel ? ['  pixel obliquity effect disabled'] : []),
    `  incident fluence: ${g(beam.fluence)} photons/m^2`,
    `  distance=${g(detector.distance)} detsize=${g(detector.sizeFast)}x${g(detector.sizeSlow)}` +
      `  pixel=${g(detector.pixelSize)} meters (${detector.pixelsFast}x${detector.pixelsSlow} pixels)`,
    `  sensor is ${g(sensor.thickness)} m thick in ${sensor.layers} layers with mu= ${g(sensor.attenuation ?? -1)}`,
    `  Xbeam=${g(beamCentre.x)} Ybeam=${g(beamCentre.y)}`,
    `  Fbeam=${g(beamCentre.fast)} Sbeam=${g(beamCentre.slow)}`,
    `  Xclose=${g(beamCentre.normalX)} Yclose=${g(beamCentre.normalY)}`,
    `  Fclose=${g(beamCentre.normalFast)} Sclose=${g(beamCentre.normalSlow)}`,
    `  DIRECTION_OF_DETECTOR_X-AXIS= ${list(detector.fast)}`,
    `  DIRECTION_OF_DETECTOR_Y-AXIS= ${list(detector.slow)}`,
    `  DIRECTION_OF_DETECTOR_Z-AXIS= ${list(detector.normal)}`,
    `  INCIDENT_BEAM_DIRECTION= ${list(detector.beam)}`,
    `  spindle ROTATION_AXIS= ${list(detector.spindle)}`,
    `  POLARIZATION_PLANE_NORMAL= ${list(detector.vertical)}`,
    `  dials origin= ${list(beamCentre.panelOriginDials.map(units.toMm))}`,
    `  roi: ${roi[0]} < x < ${roi[1]} && ${roi[2]} < y < ${roi[3]}`,
    `  hdivrange=${g(horizontal.range)} hdivstep=${g(horizontal.step)}  radians`,
    `  vdivrange=${g(vertical.range)} vdivstep=${g(vertical.step)}  radians`,
    `  ${sources.divergenceSteps ?? -1} divergence steps`,
    `  ${sources.count} sources`,
    `  ${mosaic.domains} mosaic domains over mosaic spread of ${g(degrees(mosaic.spread))} degrees`,
    `  ${scan.steps} phi steps from ${g(degrees(scan.start))} to ${g(degrees(scan.start + scan.width))} degrees`,
    `  ${oversample}x${oversample} pixel oversample steps${perSample}`,
  ];
}

/** Returns the report that precedes the first pixel. */
export function setupReport(built: BuiltPlan, experiment: Experiment): string[] {
  const { detector } = built.derived;
  const interpolation = experiment.structureFactors?.interpolation ?? 'auto';
  const smooth = built.plan.fixed.structure.id === 'tricubic';
  return [
    `${detector.convention} convention selected.`,
    `pivoting detector around ${detector.pivot === 'sample' ? 'sample' : 'direct beam spot'}`,
    `XDS incident beam: ${list(beamInDetectorFrame(detector))}`,
    ...(interpolation === 'auto'
      ? [smooth ? 'auto-selected tricubic interpolation of structure factors' : 'auto-selected no interpolation']
      : []),
    ...crystalLines(built.derived, experiment),
    ...samplingLines(built.derived),
    ...summaryLines(built, experiment),
  ];
}

export const noiseParameterLines = (seed: number, waterUm: number): string[] => [
  '',
  '  noise image parameters:',
  `  seed: ${-seed}`,
  `  water droplet size: ${g(units.fromUm(waterUm))} m`,
];

/**
 * Formats the solid angle. @param solidAngle sum over the pixels (sr); as in the C program it is divided by `steps`,
 * which exclude layers
 */
export const solidAngleLine = (solidAngle: number): string =>
  `solid angle subtended by detector = ${g(solidAngle)} steradian ( ${g((100 * solidAngle) / 4 / Math.PI)}% sphere)`;

export const statisticsLines = ({ max, maxAt, mean, rms, rmsd }: ImageStatistics): string[] => [
  `max_I = ${g(max)}  at ${list(maxAt)}`,
  `mean= ${g(mean)} rms= ${g(rms)} rmsd= ${g(rmsd)}`,
];
