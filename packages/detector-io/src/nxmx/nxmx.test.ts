import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Image, ImageMetadata } from '@braggsim/core/derived';
import { joined } from '@braggsim/testkit';
import type { File, Group } from 'h5wasm';
import { beforeAll, expect, test } from 'vitest';
import { imageOf, panelsImage, plainMetadata } from '../fixture';
import type { FrameFile } from './frame-file';
import { nxmxFacts } from './geometry';
import { addHdf5Plugin, type Hdf5, isDataset, loadHdf5, withHdf5 } from './hdf5';
import { countNxmx, readNxmx, splitFrame } from './reader';
import { type Frame, nxmxSeries } from './writer';

let hdf5: Hdf5;
beforeAll(async () => {
  hdf5 = await loadHdf5();
});

const HALF_DEGREE = Math.PI / 360;
const imageAt = (index: number, metadata: Partial<ImageMetadata> = {}): Image => {
  const pixels = Uint16Array.from({ length: 12 }, (_, i) => 40 + 100 * index + i);
  const scan = { start: index * HALF_DEGREE, width: HALF_DEGREE };
  return { ...imageOf(pixels, 3, 4), metadata: { ...plainMetadata(3, 4), offset: 40, scan, ...metadata } };
};

function write(images: readonly Image[], options = {}, name = 'a.nxs') {
  const series = nxmxSeries(hdf5, name, options);
  return [...images.flatMap((image) => series.add(image)), ...series.finish()];
}
const single = (images: readonly Image[], options = {}): Uint8Array =>
  joined(write(images, options).flatMap(({ chunks }) => chunks));

/** Returns the address of a module as a string literal. */
const moduleHere = (path: string): string => JSON.stringify(new URL(path, import.meta.url).href);

/** Returns the values and attributes of a file by path. */
function contents(bytes: Uint8Array): Record<string, unknown> {
  return withHdf5(hdf5, bytes, (file: File) => {
    const found: Record<string, unknown> = {};
    const visit = (group: Group, path: string) => {
      for (const [key, { value }] of Object.entries(group.attrs)) found[`${path}@${key}`] = plain(value);
      for (const key of group.keys()) {
        const entity = group.get(key);
        if (isDataset(entity)) {
          found[`${path}/${key}`] = plain(entity.value);
          for (const [name, { value }] of Object.entries(entity.attrs)) found[`${path}/${key}@${name}`] = plain(value);
        } else if (entity && 'keys' in entity) visit(entity, `${path}/${key}`);
        else if (entity && 'filename' in entity) found[`${path}/${key}`] = `${entity.filename}:${entity.obj_path}`;
      }
    };
    visit(file, '');
    return found;
  });
}
const plain = (value: unknown) => (ArrayBuffer.isView(value) ? [...(value as Float64Array)] : value);

test('every field of a rotation series is at the standard path', () => {
  const found = contents(single([imageAt(0), imageAt(1), imageAt(2)]));
  const detector = '/entry/instrument/detector';
  expect(found).toMatchObject({
    '/entry@NX_class': 'NXentry',
    '/entry/definition': 'NXmx',
    '/entry/start_time': '2024-01-01T00:00:00.000Z',
    '/entry/end_time_estimated': '2024-01-01T00:00:03.000Z',
    '/entry/data@NX_class': 'NXdata',
    '/entry/data@signal': 'data',
    '/entry/instrument@NX_class': 'NXinstrument',
    '/entry/instrument/name': 'braggsim',
    '/entry/instrument/beam@NX_class': 'NXbeam',
    '/entry/instrument/beam/incident_wavelength': 1,
    '/entry/instrument/beam/incident_wavelength@units': 'angstrom',
    [`${detector}@NX_class`]: 'NXdetector',
    [`${detector}/sensor_material`]: 'Si',
    [`${detector}/sensor_thickness`]: 1e-9,
    [`${detector}/sensor_thickness@units`]: 'm',
    [`${detector}/saturation_value`]: 65495,
    [`${detector}/underload_value`]: -40,
    [`${detector}/frame_time@units`]: 's',
    [`${detector}/transformations/det_z`]: [100],
    [`${detector}/transformations/det_z@vector`]: [0, 0, 1],
    [`${detector}/transformations/det_z@units`]: 'mm',
    [`${detector}/transformations/det_z@depends_on`]: '.',
    [`${detector}/transformations/det_z@transformation_type`]: 'translation',
    [`${detector}/module@NX_class`]: 'NXdetector_module',
    [`${detector}/module/data_origin`]: [0, 0],
    [`${detector}/module/data_size`]: [3, 4],
    [`${detector}/module/module_offset`]: [0],
    [`${detector}/module/module_offset@vector`]: [1, 0, 0],
    [`${detector}/module/module_offset@offset_units`]: 'mm',
    [`${detector}/module/module_offset@depends_on`]: `${detector}/transformations/det_z`,
    [`${detector}/module/fast_pixel_direction`]: [0.1],
    [`${detector}/module/fast_pixel_direction@vector`]: [-1, 0, 0],
    [`${detector}/module/fast_pixel_direction@offset`]: [0, 0, 0],
    [`${detector}/module/fast_pixel_direction@depends_on`]: `${detector}/module/module_offset`,
    [`${detector}/module/slow_pixel_direction@vector`]: [0, -1, 0],
    [`${detector}/module/slow_pixel_direction@units`]: 'mm',
    [`${detector}/detectorSpecific/nimages`]: 3,
    [`${detector}/detectorSpecific/ntrigger`]: 1,
    [`${detector}/pixel_mask`]: Array(12).fill(0),
    '/entry/sample@NX_class': 'NXsample',
    '/entry/sample/depends_on': '/entry/sample/transformations/omega',
    '/entry/sample/transformations/omega@vector': [-1, 0, 0],
    '/entry/sample/transformations/omega@units': 'deg',
    '/entry/sample/transformations/omega@transformation_type': 'rotation',
    '/entry/sample/transformations/omega@depends_on': '.',
    '/entry/source@NX_class': 'NXsource',
  });
  const offset = found[`${detector}/module/module_offset@offset`] as number[];
  for (const [i, mm] of [0.3, 0.25, 0].entries()) expect(offset[i]).toBeCloseTo(mm, 12);
  const omega = found['/entry/sample/transformations/omega'] as number[];
  const ends = found['/entry/sample/transformations/omega_end'] as number[];
  for (const [i, deg] of [0, 0.5, 1].entries()) {
    expect(omega[i]).toBeCloseTo(deg, 12);
    expect(ends[i]).toBeCloseTo(deg + 0.5, 12);
  }
});

test('pixels are photons: whole numbers as int32, others as float32', () => {
  const bytes = single([imageAt(0), imageAt(3)]);
  const { panels, header } = readNxmx(hdf5, bytes, 2);
  expect(panels[0]?.data).toEqual(Int32Array.from({ length: 12 }, (_, i) => 300 + i));
  expect(header).toMatchObject({ images: '2', image: '2', wavelength: '1', definition: 'NXmx' });
  expect(countNxmx(hdf5, bytes)).toBe(2);
  expect(() => readNxmx(hdf5, bytes, 3)).toThrow('there is no image 3 in this HDF5 file: it has 1 to 2');
  const fractions = imageOf(Float32Array.of(0.25, 1e6, 3), 1, 3);
  expect(readNxmx(hdf5, single([fractions])).panels[0]?.data).toEqual(Float32Array.of(0.25, 1e6, 3));
});

test('stills have no rotation axis', () => {
  const still = contents(single([imageAt(0, { scan: { start: 0, width: 0 } })]));
  expect(Object.keys(still).filter((path) => path.includes('omega'))).toEqual([]);
  expect(still['/entry/sample/depends_on']).toBe('.');
});

test('a simulated sensor is named with its thickness', () => {
  const { detector } = plainMetadata(3, 4);
  const sensor = { thickness: 0.00045, layers: 2, layerStep: 0.000225, attenuation: 1 };
  const found = contents(single([imageAt(0, { detector: { ...detector, sensor } })], { sensorMaterial: 'CdTe' }));
  expect(found['/entry/instrument/detector/sensor_thickness']).toBe(0.00045);
  expect(found['/entry/instrument/detector/sensor_material']).toBe('CdTe');
});

test('panels are modules of one frame, gaps and edges masked', () => {
  const found = contents(single([panelsImage()]));
  const modules = Object.keys(found).filter((path) => path.endsWith('/data_origin'));
  expect(modules.map((path) => found[path])).toEqual([
    [0, 0],
    [5, 0],
  ]);
  const mask = found['/entry/instrument/detector/pixel_mask'] as number[];
  expect(mask.length).toBe(8 * 7);
  expect(mask.slice(49)).toEqual([0, 1, 0, 0, 1, 1, 1]);
});

test('a long series has a master file and data files that are returned as they fill', () => {
  const series = nxmxSeries(hdf5, 'lyso_master.h5', { imagesPerFile: 2 });
  expect(series.add(imageAt(0))).toEqual([]);
  expect(series.add(imageAt(1)).map(({ name }) => name)).toEqual(['lyso_data_000001.h5']);
  expect(series.add(imageAt(2))).toEqual([]);
  const [data, master] = series.finish();
  expect([data?.name, master?.name]).toEqual(['lyso_data_000002.h5', 'lyso_master.h5']);
  const found = contents(joined(master?.chunks ?? []));
  expect(found['/entry/data/data_000001']).toBe('lyso_data_000001.h5:/entry/data/data');
  expect(found['/entry/data/data_000002']).toBe('lyso_data_000002.h5:/entry/data/data');
  expect(found['/entry/instrument/detector/detectorSpecific/nimages']).toBe(3);
  expect(() => readNxmx(hdf5, joined(master?.chunks ?? []))).toThrow("in another file, 'lyso_data_000001.h5'");
  expect(countNxmx(hdf5, joined(data?.chunks ?? []))).toBe(1);
});

test('a single data file is the signal of its master file', () => {
  const [, master] = write([imageAt(0), imageAt(1)], { imagesPerFile: 10 }, 'x_master.h5');
  const bytes = joined(master?.chunks ?? []);
  expect(contents(bytes)['/entry/data/data']).toBe('x_data_000001.h5:/entry/data/data');
  expect(nxmxFacts(hdf5, bytes).linked).toEqual({
    stacks: [{ file: 'x_data_000001.h5', dataset: '/entry/data/data' }],
    panels: [{ slow: 0, pixelsSlow: 3, pixelsFast: 4 }],
    rules: { saturation: 65495, underload: -40 },
  });
});

test('a master file describes the order of its data files and the layout of frames', () => {
  const files = write(Array(11).fill(panelsImage()), { imagesPerFile: 1 }, 'x_master.h5');
  const { images, linked, experiment } = nxmxFacts(hdf5, joined(files.at(-1)?.chunks ?? []));
  expect(images).toBe(0);
  expect(experiment.detector?.panels).toHaveLength(2);
  expect(linked?.stacks.map(({ file }) => file)).toEqual(files.slice(0, -1).map(({ name }) => name));
  const data = joined(files[0]?.chunks ?? []);
  expect(nxmxFacts(hdf5, data)).toMatchObject({ images: 1 });
  expect(nxmxFacts(hdf5, data).linked).toBeUndefined();
  const split = splitFrame(readNxmx(hdf5, data), linked?.panels ?? []);
  expect(split.panels.map(({ shape }) => shape)).toEqual(
    readNxmx(hdf5, single([panelsImage()])).panels.map(({ shape }) => shape),
  );
  expect(() =>
    splitFrame(readNxmx(hdf5, data), [...(linked?.panels ?? []), { slow: 8, pixelsSlow: 1, pixelsFast: 1 }]),
  ).toThrow('lies outside its images');
});

test('a stack is found by its path', () => {
  const bytes = single([imageAt(0), imageAt(1)]);
  expect(nxmxFacts(hdf5, bytes, { dataset: '/entry/data/data' }).images).toBe(2);
  const lost = "this HDF5 file has no images at '/entry/data/other'";
  expect(() => readNxmx(hdf5, bytes, 1, { dataset: '/entry/data/other' })).toThrow(lost);
  expect(() => nxmxFacts(hdf5, bytes, { dataset: '/entry/data/other' })).toThrow(lost);
});

// This runs in a process of its own, since a filter added by one test remains for all later ones of its thread.
test('a missing filter is an error', () => {
  const script = `
    import { imageOf } from ${moduleHere('../fixture.ts')};
    import { loadHdf5 } from ${moduleHere('./hdf5.ts')};
    import { nxmxSeries } from ${moduleHere('./writer.ts')};
    nxmxSeries(await loadHdf5(), 'a.nxs', { compression: 'bslz4' }).add(imageOf(new Uint16Array(12), 3, 4));
  `;
  const flags = ['--conditions=source', '--import', import.meta.resolve('tsx'), '--input-type=module'];
  const { status, stderr } = spawnSync(process.execPath, [...flags, '--eval', script], { encoding: 'utf8' });
  expect(stderr).toContain("could not be stored with 'bslz4'");
  expect(status).toBe(1);
});

test('a filter works when its plug-in is added', async () => {
  const plugin = createRequire(import.meta.url).resolve('h5wasm-plugins/plugins/libH5Zbshuf.so');
  await addHdf5Plugin('libH5Zbshuf.so', new Uint8Array(readFileSync(plugin)));
  const bytes = single([imageAt(0), imageAt(3)], { compression: 'bslz4' });
  expect(readNxmx(hdf5, bytes, 2).panels[0]?.data).toEqual(Int32Array.from({ length: 12 }, (_, i) => 300 + i));
});

test('the mask is packed as the images are, so that an empty one takes no room', () => {
  const image = imageOf(new Uint16Array(256 * 256), 256, 256);
  const sizeOf = (compression: string) => single([image], { compression }).length;
  expect(sizeOf('gzip')).toBeLessThan(256 * 256);
  expect(sizeOf('none')).toBeGreaterThan(8 * 256 * 256);
  const bad = Uint32Array.from({ length: 256 * 256 }, (_, i) => (i === 40_000 ? 2 : 0));
  for (const [masks, found] of [
    [undefined, undefined],
    [[bad], bad],
  ] as const) {
    const bytes = single([{ ...image, ...(masks && { masks }) }]);
    expect(contents(bytes.slice())['/entry/instrument/detector/pixel_mask']).toHaveLength(256 * 256);
    expect(readNxmx(hdf5, bytes).masks?.[0]).toEqual(found);
  }
});

test('a file that is read on demand gives the images and metadata of its bytes', () => {
  const bytes = single([imageAt(0), imageAt(3)]);
  const content = {
    size: bytes.length,
    read: (target: Uint8Array, offset: number, length: number, position: number): number => {
      target.set(bytes.subarray(position, position + length), offset);
      return length;
    },
  };
  const nothing = new Uint8Array(0);
  expect(readNxmx(hdf5, nothing, 2, { content })).toEqual(readNxmx(hdf5, bytes.slice(), 2));
  expect(nxmxFacts(hdf5, nothing, { content })).toEqual(nxmxFacts(hdf5, bytes.slice()));
});

test('frames are passed to a caller that stores them, and only their mask is compressed', () => {
  const frames: [number[], readonly number[]][] = [];
  const takeFrame = (pixels: Frame, shape: readonly number[]) => void frames.push([[...pixels], shape]);
  const bytes = single([imageAt(0), imageAt(1)], { takeFrame });
  expect(frames).toEqual([0, 1].map((n) => [Array.from({ length: 12 }, (_, i) => 100 * n + i), [3, 4]]));
  expect(contents(bytes)['/entry/data/data']).toEqual([0]);
  const sizeOf = (compression: 'gzip' | 'none') =>
    single([imageOf(new Uint16Array(256 * 256), 256, 256)], { takeFrame: () => {}, compression }).length;
  expect(sizeOf('none') - sizeOf('gzip')).toBeGreaterThan(3 * 256 * 256);
});

test('frames for a caller have the names of their data files', () => {
  const names: string[] = [];
  const takeFrame = (_pixels: Frame, _shape: readonly number[], { name }: FrameFile) => void names.push(name);
  const series = nxmxSeries(hdf5, 'run_master.h5', { takeFrame, imagesPerFile: 2 });
  const files = [0, 1, 2].flatMap((n) => series.add(imageAt(n)));
  files.push(...series.finish());
  expect(names).toEqual(['run_data_000001.h5', 'run_data_000001.h5', 'run_data_000002.h5']);
  expect(files.map(({ name }) => name)).toEqual(['run_data_000001.h5', 'run_data_000002.h5', 'run_master.h5']);
  for (const { chunks } of files.slice(0, 2))
    expect(contents(chunks[0] as Uint8Array)['/entry/data/data']).toEqual([0]);
});

test('images of another size or kind than the first are refused', () => {
  const series = nxmxSeries(hdf5, 'a.nxs');
  series.add(imageAt(0));
  expect(() => series.add(imageOf(new Uint16Array(6), 2, 3))).toThrow('image 2 has 2 x 3 pixels and the first 3 x 4');
  expect(() => series.add(imageOf(Float32Array.of(0.5), 1, 1))).toThrow('pixels: int32');
  expect(() => nxmxSeries(hdf5, 'a.nxs').finish()).toThrow('at least one image');
});

test('hostile sizes are refused before anything is read', () => {
  const bytes = single([imageAt(0)], { compression: 'none' });
  // The size of the stack occurs three times in the file: extent, largest extent, chunk. Each of them is enlarged.
  let tried = 0;
  for (let at = 0; at + 8 < bytes.length; at++) {
    if (bytes[at] !== 3 || bytes.subarray(at + 1, at + 8).some((byte) => byte !== 0)) continue;
    const hostile = bytes.slice();
    hostile.set([0xff, 0xff, 0xff, 0x7f], at);
    tried++;
    try {
      const { panels } = readNxmx(hdf5, hostile);
      expect(panels[0]?.data.length).toBe(12);
    } catch (error) {
      expect(String(error)).toMatch(/HDF5/);
    }
  }
  expect(tried).toBeGreaterThan(2);
});
