import type { ImageMetadata } from '@braggsim/core/derived';
import { codecFor } from '@braggsim/detector-io';
import { checkExperiment, type Experiment } from '@braggsim/experiment';
import { parseSpectrum } from '@braggsim/sources';
import { describe, expect, test } from 'vitest';
import { changed } from './cube.fixture';
import { encodeLabel, labelFiles } from './labels';
import { simulate } from './simulate';
import { simulateSeries } from './simulate-series';

const EXPERIMENT: Experiment = {
  beam: { spectrum: { file: 'lines.csv' } },
  detector: { convention: 'xds', pixelsFast: 6, pixelsSlow: 5, pixelMm: 4, distanceMm: 90, originPx: [-0.5, 0.9] },
  crystal: { cell: [23, 26, 30, 82, 97, 104], misset: [31, -12, 77], cells: [4, 4, 4], shape: 'gauss-hkl' },
  structureFactors: { default: 100 },
  sampling: { oversample: 1, dMinA: 6 },
};
const lines = (text: string) => ({ spectrum: parseSpectrum(`energyEv,weight\n${text}`, 'lines.csv') });
const labels = ['energy', 'hkl'] as const;
/** Plain files take nothing of the metadata. */
const METADATA = {} as ImageMetadata;

const imageOf = async (text: string, change: Experiment = {}) => {
  const experiment = changed(EXPERIMENT, change);
  const { panels, labels: found } = await simulate(experiment, { inputs: lines(text), labels });
  const [photons, energy, hkl] = [panels[0]?.data, found.energy?.[0], found.hkl?.[0]] as Float32Array[];
  return { photons, energy, hkl } as { photons: Float32Array; energy: Float32Array; hkl: Float32Array };
};

describe.each(['reference', 'cpu'] as const)('labels of the %s kernel', (kernel) => {
  const sampling = { ...EXPERIMENT.sampling, kernel };

  test('are means over lines, weighted by photons, and 0 where nothing scatters', async () => {
    const both = await imageOf('9500,1\n9900,3', { sampling });
    const [low, high] = [await imageOf('9500,1', { sampling }), await imageOf('9900,1', { sampling })];
    let lit = 0;
    for (const i of both.photons.keys()) {
      const [a, b] = [low.photons[i] as number, 3 * (high.photons[i] as number)];
      if (a + b === 0) {
        expect([both.energy[i], both.hkl[i]]).toEqual([0, 0]);
        continue;
      }
      lit++;
      expect((both.energy[i] as number) / ((9500 * a + 9900 * b) / (a + b))).toBeCloseTo(1, 6);
      for (const plane of [0, 1, 2]) {
        const at = plane * both.photons.length + i;
        const expected = ((low.hkl[at] as number) * a + (high.hkl[at] as number) * b) / (a + b);
        expect(both.hkl[at]).toBeCloseTo(expected, 4);
      }
    }
    expect(lit).toBeGreaterThan(5);
    expect(lit).toBeLessThan(both.photons.length);
  });

  test('do not count the background', async () => {
    const background = [{ kind: 'water', thicknessUm: 100 }] as const;
    const lit = await imageOf('9500,1', { sampling, background: [...background] });
    const dark = await imageOf('9500,1', { sampling });
    expect(lit.photons[3]).toBeGreaterThan(dark.photons[3] as number);
    expect(lit.hkl).toEqual(dark.hkl);
  });

  test('count neighbours with their own indices', async () => {
    const crystal = {
      cell: [20, 20, 20],
      misset: [0, 0, 0],
      cells: [2, 2, 2],
      neighbours: 1,
      shape: 'gauss-hkl',
    } as const;
    const few = changed(EXPERIMENT, { sampling: { ...sampling, dMinA: 0 } });
    const { labels: found } = await simulate({ ...few, crystal }, { inputs: lines('9500,1'), labels });
    const hkl = found.hkl?.[0] as Float32Array;
    for (const [fast, slow] of [
      [1, 1],
      [3, 0],
      [5, 4],
    ] as const) {
      const point = [(fast + 0.5 - (-0.5 - 0.5)) * 4, (slow + 0.5 - (0.9 - 0.5)) * 4, 90] as const;
      const range = Math.hypot(...point);
      const wavelength = 12398.42 / 9500;
      const h = point.map((x, i) => (20 * (x / range - (i === 2 ? 1 : 0))) / wavelength);
      // The sum over nodes is a product of sums over each index.
      for (const [axis, x] of h.entries()) {
        const nodes = [-1, 0, 1].map((n) => Math.round(x) + n);
        const weights = nodes.map((n) => Math.exp((-2 * (2 * (x - n)) ** 2) / 0.63));
        const mean = nodes.reduce((sum, n, i) => sum + n * (weights[i] as number), 0);
        const all = weights.reduce((a, b) => a + b);
        expect(hkl[axis * 30 + slow * 6 + fast]).toBeCloseTo(mean / all, 5);
      }
    }
  });

  test('are those of all crystals together', async () => {
    const { crystal, ...others } = changed(EXPERIMENT, { sampling });
    const second = { ...crystal, misset: [1, 40, 3] } as const;
    const crystals = [{ ...crystal, scale: 2 }, second];
    const all = await simulate({ ...others, crystals } as Experiment, { inputs: lines('9500,1'), labels });
    const first = await imageOf('9500,1', { sampling });
    const other = await imageOf('9500,1', { sampling, crystal: second as Experiment['crystal'] } as Experiment);
    const found = all.labels.hkl?.[0] as Float32Array;
    for (const i of first.photons.keys()) {
      const [a, b] = [2 * (first.photons[i] as number), other.photons[i] as number];
      if (a + b === 0) continue;
      expect(found[i]).toBeCloseTo(((first.hkl[i] as number) * a + (other.hkl[i] as number) * b) / (a + b), 4);
    }
  });
});

describe('files of labels', () => {
  test('are named among the outputs, as text or as a record', () => {
    const origin = { file: 'x.yaml', locate: () => undefined };
    const { output } = checkExperiment({ output: ['a.img', { energy: 'e.npy' }, 'hkl=h.bin'] }, origin);
    expect(output).toEqual(['a.img', 'energy=e.npy', 'hkl=h.bin']);
    expect(labelFiles(output)).toEqual([
      { label: 'energy', pattern: 'e.npy' },
      { label: 'hkl', pattern: 'h.bin' },
    ]);
    expect(() => checkExperiment({ output: [{ phase: 'p.npy' }] }, origin)).toThrow('output is');
  });

  test('of other formats, and one for several images, are refused', () => {
    expect(() => labelFiles(['energy=e.img'])).toThrow(
      'energy=e.img: expected a file name that ends in .npy, .bin, .nxs or .h5',
    );
    expect(() => labelFiles(['hkl=h.npy'], 2)).toThrow("2 images need # for their number in the name 'h.npy'");
  });

  test('have the planes of h, k and l one after the other, panels below each other', async () => {
    const panels = [Float32Array.of(1, 2, 3, 4, 5, 6), Float32Array.of(7, 8, 9)];
    const shapes = [
      { pixelsFast: 2, pixelsSlow: 1 },
      { pixelsFast: 1, pixelsSlow: 1 },
    ];
    const [bytes] = await encodeLabel({ label: 'hkl', pattern: 'h.bin' }, { hkl: panels }, shapes, METADATA);
    expect([...new Float32Array((bytes as Uint8Array).slice().buffer)]).toEqual([1, 2, 7, 0, 3, 4, 8, 0, 5, 6, 9, 0]);
    const [header] = await encodeLabel({ label: 'hkl', pattern: 'h.npy' }, { hkl: panels }, shapes, METADATA);
    expect(new TextDecoder('latin1').decode(header)).toContain("'shape': (3, 2, 2)");
  });

  test('in NeXus are images of a series, with the geometry of the image', async () => {
    const { labels: found, derived } = await simulate(EXPERIMENT, { inputs: lines('9500,1'), labels });
    const shapes = [{ pixelsFast: 6, pixelsSlow: 5 }];
    const chunks = await encodeLabel({ label: 'hkl', pattern: 'h.nxs' }, found, shapes, derived);
    const bytes = new Uint8Array(await new Blob(chunks as BlobPart[]).arrayBuffer());
    const codec = await codecFor('h.nxs');
    for (const plane of [0, 1, 2]) {
      const { panels } = (codec.decode as NonNullable<typeof codec.decode>)(bytes, { image: plane + 1 });
      const expected = found.hkl?.[0]?.slice(30 * plane, 30 * plane + 30) ?? [];
      expect(Array.from(panels[0]?.data ?? [])).toEqual([...expected]);
    }
  });

  test('come with every image of a series', async () => {
    const output = ['energy=e_#.npy', 'hkl=h_#.bin'];
    const experiment = changed(EXPERIMENT, { scan: { images: 2, widthDeg: 1 }, output });
    const files: string[] = [];
    for await (const image of simulateSeries(experiment, { inputs: lines('9500,1') })) {
      files.push(...image.files.map(({ path }) => path));
    }
    expect(files).toEqual(['e_1.npy', 'h_1.bin', 'e_2.npy', 'h_2.bin']);
  });
});
