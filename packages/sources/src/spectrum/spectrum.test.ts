import { units } from '@braggsim/core';
import { describe, expect, test } from 'vitest';
import { resolveBeam } from '../beam';
import type { BeamFrame } from '../grid';
import type { BeamSection } from '../sections';
import { resolveSources } from '../sources';
import { parseSpectrum } from './file';
import type { SpectrumLines } from './lines';
import { meanWavelength } from './mean-wavelength';
import { spectrumOf } from './resolve';
import { sasePulse } from './sase';

const energiesOf = ({ wavelengths }: SpectrumLines): number[] => Array.from(wavelengths, units.energyOfWavelength);
const frame: BeamFrame = { beam: [1, 0, 0], polarization: [0, 0, 1], vertical: [0, -1, 0] };
const model = (spectrum: NonNullable<BeamSection['spectrum']>, energyEv?: number) =>
  spectrumOf({ spectrum, energyEv }).lines({ seed: 1, shot: 0 });

describe('files', () => {
  test('energies and wavelengths are read with commas, blanks and comments', () => {
    const { shots, perShot } = parseSpectrum('# pulse\nenergyEv,weight\n9500, 1 # peak\n\n9510\t2\n', 's.csv');
    expect(perShot).toBe(false);
    expect(energiesOf(shots[0] as SpectrumLines)).toEqual([9500, 9510]);
    expect([...(shots[0] as SpectrumLines).weights]).toEqual([1, 2]);
    const [lines] = parseSpectrum('wavelengthA weight\n1.3 4\n', 's.csv').shots;
    expect(lines?.wavelengths[0]).toBe(1.3 / 1e10);
  });

  test('shots are put in order, whatever their numbers and their order in the file', () => {
    const text = 'shot,energyEv,weight\n7,9000,1\n3,8000,1\n7,9001,1\n';
    const { shots, perShot } = parseSpectrum(text, 's.csv');
    expect(perShot).toBe(true);
    expect(shots.map(({ wavelengths }) => wavelengths.length)).toEqual([1, 2]);
    const file = parseSpectrum(text, 's.csv');
    const { lines } = spectrumOf({ spectrum: { file: 's.csv' }, file });
    expect(energiesOf(lines({ seed: 0, shot: 0 }))[0]).toBeCloseTo(8000, 9);
    expect(() => lines({ seed: 0, shot: 2 })).toThrow('s.csv has 2 shots, and image 3 is asked for');
  });

  test.each([
    ['', 's.csv is empty'],
    ['energyEv,weight\n', 'no lines of a spectrum'],
    ['keV,weight\n9.5,1\n', 's.csv, line 1: expected a heading energyEv,weight'],
    ['energyEv,weight\n9500\n', 'line 2: expected 2 numbers (energyEv, weight), found 1'],
    ['energyEv,weight\n9500,1\n0,1\n', 'line 3: expected energyEv above 0, found 0'],
    ['energyEv,weight\n9500,-1\n', 'line 2: expected a weight of at least 0, found -1'],
    ['energyEv,weight\n9500,x\n', "expected a number for weight, found 'x'"],
    ['energyEv,weight\n9500,inf\n', 'expected a number for weight'],
    ['shot,energyEv,weight\n1.5,9500,1\n', 'expected a whole number for shot'],
    ['energyEv,weight\n9500,0\n', 'the weights of the spectrum add up to zero'],
    ['shot,energyEv,weight\n1,9500,1\n2,9500,0\n', 'the spectrum of shot 2 add up to zero'],
  ])('%j is refused', (text, message) => {
    expect(() => parseSpectrum(text, 's.csv')).toThrow(message);
  });
});

describe('models', () => {
  const moments = (lines: SpectrumLines) => {
    const energies = energiesOf(lines);
    const total = lines.weights.reduce((sum, w) => sum + w, 0);
    const mean = energies.reduce((sum, e, i) => sum + e * (lines.weights[i] as number), 0) / total;
    const variance = energies.reduce((sum, e, i) => sum + (e - mean) ** 2 * (lines.weights[i] as number), 0) / total;
    return { mean, fwhm: Math.sqrt(8 * Math.LN2 * variance), rms: Math.sqrt(variance) };
  };

  test('gauss has its mean and its width', () => {
    const lines = model({ kind: 'gauss', meanEv: 9500, fwhmEv: 20, channels: 401, range: 3 });
    expect(energiesOf(lines)).toHaveLength(401);
    expect(moments(lines).mean).toBeCloseTo(9500, 8);
    expect(moments(lines).fwhm).toBeCloseTo(20, 5);
    const ends = energiesOf(lines);
    expect(ends[0]).toBeCloseTo(9440, 8);
    expect(ends[400]).toBeCloseTo(9560, 8);
  });

  test('tophat has equal weights over its full width', () => {
    const lines = model({ kind: 'tophat', meanEv: 9500, fwhmEv: 20, channels: 100 });
    expect(new Set(lines.weights)).toEqual(new Set([1]));
    expect(moments(lines).rms).toBeCloseTo(20 / Math.sqrt(12), 3);
  });

  test('twoColour shares its energy out by the ratio', () => {
    const lines = model({ kind: 'twoColour', meanEv: 9500, separationEv: 60, fwhmEv: 5, ratio: 3, channels: 41 });
    const energies = energiesOf(lines);
    const share = (above: boolean) =>
      lines.weights.reduce((sum, w, i) => sum + ((energies[i] as number) > 9500 === above ? w : 0), 0);
    expect(share(true) / share(false)).toBeCloseTo(3, 12);
    expect(energies.filter((e) => e > 9500)).toHaveLength(20);
    expect(moments(lines).mean).toBeCloseTo(9515, 6);
  });

  test('one channel stands at the mean', () => {
    expect(energiesOf(model({ kind: 'gauss', fwhmEv: 20, channels: 1 }, 9500))[0]).toBeCloseTo(9500, 9);
  });

  test.each<[NonNullable<BeamSection['spectrum']>, string]>([
    [{}, 'expected a file or a kind in beam.spectrum'],
    [{ file: 's.csv' }, 'its content was not passed'],
    [{ file: 's.csv', kind: 'gauss' }, 'found both'],
    [{ file: 's.csv', fwhmEv: 3 }, 'beam.spectrum.fwhmEv has no effect on a spectrum from a file'],
    [{ kind: 'gauss', meanEv: 9500 }, 'needs beam.spectrum.fwhmEv'],
    [{ kind: 'gauss', fwhmEv: 5 }, 'needs beam.spectrum.meanEv'],
    [{ kind: 'gauss', meanEv: 9500, fwhmEv: -5 }, 'beam.spectrum.fwhmEv (--bandwidth-ev)'],
    [{ kind: 'gauss', meanEv: 9500, fwhmEv: 9000 }, 'every photon energy must be above 0'],
    [{ kind: 'tophat', meanEv: 9500, fwhmEv: 5, range: 2 }, 'beam.spectrum.range has no effect'],
    [{ kind: 'sase', meanEv: 9500, fwhmEv: 20, spikeEv: 20 }, 'expected beam.spectrum.spikeEv (--spike-ev) below'],
    [{ kind: 'sase', meanEv: 9500, fwhmEv: 20, spikeEv: 1, stepEv: 0.6 }, 'at most half of spikeEv'],
    [{ kind: 'sase', meanEv: 9500, fwhmEv: 20, spikeEv: 0.001 }, 'expected at most 100000'],
  ])('%j is refused', (spectrum, message) => {
    expect(() => spectrumOf({ spectrum })).toThrow(message);
  });
});

describe('sase', () => {
  const pulse = { meanEv: 9500, fwhmEv: 20, spikeEv: 0.8, stepEv: 0.2, range: 1.5, pulseEnergy: 'varies' } as const;
  const shots = Array.from({ length: 200 }, (_, shot) => sasePulse(pulse, { seed: 3, shot }));
  const inner = energiesOf(shots[0] as SpectrumLines).flatMap((e, i) => (Math.abs(e - 9500) < 7 ? [i] : []));
  const meanOf = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;

  test('a pulse is the same alone and in a series, and another for another shot or seed', () => {
    const weights = (seed: number, shot: number) => sasePulse(pulse, { seed, shot }).weights;
    expect(weights(3, 17)).toEqual(shots[17]?.weights);
    expect(weights(3, 18)).not.toEqual(shots[17]?.weights);
    expect(weights(4, 17)).not.toEqual(shots[17]?.weights);
  });

  test('fixed pulses have the energy that is expected of all, and the same shape', () => {
    const fixed = [0, 1, 2].map((shot) => sasePulse({ ...pulse, pulseEnergy: 'fixed' }, { seed: 3, shot }));
    const totals = fixed.map(({ weights }) => weights.reduce((sum, w) => sum + w, 0));
    for (const total of totals) expect(total / (totals[0] as number)).toBeCloseTo(1, 12);
    for (const { pulseEnergy } of fixed) expect(pulseEnergy).toBe(1);
    const ratio = (i: number) => (fixed[0]?.weights[i] as number) / (shots[0]?.weights[i] as number);
    expect(ratio(100)).toBeCloseTo(ratio(200), 12);
  });

  test('the mean spectrum is a Gaussian of the width of spectrum and spike together', () => {
    const energies = energiesOf(shots[0] as SpectrumLines);
    const mean = energies.map((_, i) => meanOf(shots.map(({ weights }) => weights[i] as number)));
    const total = mean.reduce((sum, w) => sum + w, 0);
    const centre = mean.reduce((sum, w, i) => sum + w * (energies[i] as number), 0) / total;
    const rms = Math.sqrt(mean.reduce((sum, w, i) => sum + w * ((energies[i] as number) - centre) ** 2, 0) / total);
    const error = 1 / Math.sqrt(200 * (20 / 0.8));
    expect(Math.abs(centre - 9500)).toBeLessThan(5 * (20 / 2.355) * error);
    expect(Math.abs(rms / (Math.hypot(20, 0.8) / 2.3548) - 1)).toBeLessThan(5 * error + 0.01);
  });

  test('weights are exponentially distributed, and correlated as spikes are wide', () => {
    const relative = shots.map(({ weights }) => inner.map((i) => weights[i] as number));
    const means = inner.map((_, i) => meanOf(relative.map((row) => row[i] as number)));
    const deviations = relative.map((row) => row.map((w, i) => w / (means[i] as number) - 1));
    const variance = meanOf(deviations.flat().map((x) => x * x));
    const error = 1 / Math.sqrt(200 * (20 / 0.8));
    expect(Math.abs(variance - 1)).toBeLessThan(12 * error);
    const lag = Math.round(0.8 / Math.SQRT2 / 0.2);
    const correlation =
      meanOf(deviations.flatMap((row) => row.slice(lag).map((x, i) => x * (row[i] as number)))) / variance;
    expect(Math.abs(correlation - Math.exp(-2 * Math.LN2 * ((lag * 0.2) / 0.8) ** 2))).toBeLessThan(12 * error);
  });

  test('the pulse energy varies as that of 25 modes', () => {
    const energies = shots.map(({ pulseEnergy }) => pulseEnergy);
    expect(Math.abs(meanOf(energies) - 1)).toBeLessThan(5 / Math.sqrt(200 * 25));
    const variance = meanOf(energies.map((x) => (x - 1) ** 2));
    expect(Math.abs(variance * 25 - 1)).toBeLessThan(5 * Math.sqrt(2 / 200) + 0.05);
  });
});

describe('beam and sources', () => {
  const lines = parseSpectrum('energyEv,weight\n9000,1\n9500,3\n', 's.csv').shots[0] as SpectrumLines;

  test('the central wavelength is that of the mean energy, and of one line its own to the last digit', () => {
    expect(units.energyOfWavelength(meanWavelength(lines))).toBeCloseTo(9375, 9);
    const one = parseSpectrum('wavelengthA,weight\n1.2345678,5\n', 's.csv').shots[0] as SpectrumLines;
    expect(resolveBeam({ spectrum: { file: 's.csv' } }, one).value.wavelength).toBe(1.2345678 / 1e10);
  });

  test('every direction has all lines, with weights that average 1', () => {
    const section = { spectrum: { file: 's.csv' }, divergenceMrad: { horizontal: 1, horizontalSteps: 2 } };
    const beam = resolveBeam(section, lines).value;
    const { value } = resolveSources(section, beam, frame, undefined, { sourceWeights: 'normalize' }, lines);
    expect(value.count).toBe(4);
    expect([...value.weights]).toEqual([0.5, 1.5, 0.5, 1.5]);
    expect([...value.givenWeights]).toEqual([0.125, 0.375, 0.125, 0.375]);
    expect([...value.positions.subarray(0, 3)]).toEqual([...value.positions.subarray(3, 6)]);
    expect([...value.positions.subarray(0, 3)]).not.toEqual([...value.positions.subarray(6, 9)]);
  });

  test('a file of sources beside a spectrum is refused', () => {
    const section = { spectrum: { file: 's.csv' }, sources: 'x.txt' };
    const beam = resolveBeam(section, lines).value;
    const rows = [{ direction: [-1, 0, 0] as const, weight: 1, wavelengthM: null }];
    expect(() => resolveSources(section, beam, frame, rows, { sourceWeights: 'normalize' }, lines)).toThrow(
      'expected one of beam.sources and beam.spectrum',
    );
  });

  test.each<[BeamSection, string]>([
    [{ wavelengthA: 1 }, 'found both: wavelengths follow from the file of beam.spectrum'],
    [{ energyEv: 9000 }, 'expected one of beam.energyEv and beam.spectrum'],
    [{ dispersionPercent: 1 }, 'expected one of beam.dispersionPercent and beam.spectrum'],
    [{ source: 'laser' }, 'expected one of beam.source and beam.spectrum'],
  ])('%j beside a spectrum is refused', (other, message) => {
    const section = { spectrum: { file: 's.csv' }, ...other };
    expect(() => {
      const beam = resolveBeam(section, lines).value;
      resolveSources(section, beam, frame, undefined, { sourceWeights: 'normalize' }, lines);
    }).toThrow(message);
  });
});
