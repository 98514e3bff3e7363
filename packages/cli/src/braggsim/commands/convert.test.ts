import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { codecs, readCbf, readSmv, writeTiff } from '@braggsim/detector-io';
import { readTiff } from '@braggsim/detector-io/tiff';
import { joined } from '@braggsim/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Folder, finish, folder, SMALL } from '../run.fixture';

const bytesOf = (path: string): Uint8Array => new Uint8Array(readFileSync(path));

/** Simulates a small image of 16 x 16 pixels with an offset of 40. */
async function simulated(place: string, name: string, ...more: string[]): Promise<string> {
  const path = join(place, name);
  const { code, err } = await finish(['simulate', ...SMALL, ...more, '--noise', '-o', path]);
  expect([code, err.replace(/braggsim: warning.*\n/g, '')]).toEqual([0, '']);
  return path;
}

let place: Folder;
beforeEach(() => {
  place = folder();
});
afterEach(() => place.remove());

describe('braggsim convert', () => {
  test('SMV to CBF subtracts the offset in the header, and keeps geometry and scan', async () => {
    const from = await simulated(place.path, 'a.img', '--phi', '10', '--osc', '0.5');
    const to = join(place.path, 'a.cbf');
    expect(await finish(['convert', from, to])).toEqual({ code: 0, out: '', err: '' });
    const { pixels, header } = readCbf(bytesOf(to));
    const smv = readSmv(bytesOf(from));
    const offset = Number(smv.header.fields.IMAGE_PEDESTAL ?? 0);
    expect([...pixels]).toEqual([...smv.pixels].map((value) => value - offset));
    expect(header).toMatchObject({ Start_angle: '10.000000 deg.', Angle_increment: '0.500000 deg.' });
    expect(header.Detector_distance).toBe('0.300000000 m');
  });

  test('a series round-trips through one file, pixel for pixel', async () => {
    const pattern = join(place.path, 'a_#.cbf');
    await simulated(place.path, 'a_#.cbf', '--osc', '0.5', '--images', '3');
    const files = [1, 2, 3].map((n) => pattern.replace('#', `${n}`));
    const series = join(place.path, 'a.nxs');
    expect((await finish(['convert', ...files, series])).code).toBe(0);
    expect((await finish(['convert', series, join(place.path, 'b_##.cbf')])).code).toBe(0);
    files.forEach((file, i) => {
      const [was, is] = [readCbf(bytesOf(file)), readCbf(bytesOf(join(place.path, `b_0${i + 1}.cbf`)))];
      expect(is.pixels).toEqual(was.pixels);
      const lines = ['Start_angle', 'Angle_increment', 'Beam_xy', 'Detector_distance', 'Wavelength', 'Count_cutoff'];
      for (const line of lines) expect(is.header[line], line).toBe(was.header[line]);
    });
  });

  test('several images need a number in the name', async () => {
    const from = await simulated(place.path, 'a.img');
    const result = await finish(['convert', from, from, join(place.path, 'b.cbf')]);
    expect([result.code, result.err]).toEqual([2, expect.stringContaining('several images need # for their number')]);
    expect(readdirSync(place.path)).toEqual(['a.img']);
  });

  test('values that a format cannot hold are clipped with a warning', async () => {
    const [from, to] = [join(place.path, 'a.tif'), join(place.path, 'a.img')];
    writeFileSync(from, joined(writeTiff({ pixels: Float32Array.of(-5, 1, 2.4, 1e6), shape: [2, 2] })));
    const { code, err } = await finish(['convert', from, to]);
    expect(code).toBe(0);
    expect(err).toContain('3 pixels were clipped or rounded to what smv holds');
    expect(err).toContain(
      "a.tif' does not give its pixel size, distance, beam centre, wavelength: the default is written",
    );
    expect([...readSmv(bytesOf(to)).pixels]).toEqual([0, 1, 2, 65535]);
  });

  test('metadata that a header lacks are named', async () => {
    const header =
      '{\nHEADER_BYTES=512;\nSIZE1=1;\nSIZE2=1;\nPIXEL_SIZE=0.1;\nDISTANCE=90;\nBEAM_CENTER_X=0;\nBEAM_CENTER_Y=0;\n}\n';
    const [from, to] = [join(place.path, 'a.img'), join(place.path, 'b.cbf')];
    writeFileSync(from, `${header.padEnd(512)}\0\0`);
    const { err } = await finish(['convert', from, to]);
    expect(err).toContain("a.img' does not give its wavelength: the default is written to");
  });

  test.each(['npy', 'tif', 'png', 'pgm', 'nxs', 'cbf', 'img', 'bin'])('a TIFF becomes %s', async (extension) => {
    const [from, to] = [join(place.path, 'a.tif'), join(place.path, `b.${extension}`)];
    const pixels = Uint16Array.of(0, 1, 2, 3, 4, 255);
    writeFileSync(from, joined(writeTiff({ pixels, shape: [2, 3] })));
    expect((await finish(['convert', from, to])).code).toBe(0);
    const codec = [...(await Promise.all([...codecs.values()].map((make) => make())))].find((c) =>
      c.extensions.includes(`.${extension}`),
    );
    const { panels = [] } = codec?.decode?.(bytesOf(to), { pixelsSlow: 2, pixelsFast: 3 }) ?? {};
    expect([...(panels[0]?.data ?? [])]).toEqual([...pixels]);
  });

  test('a PNG of 16-bit grey is an image like any other, with values clipped to its range', async () => {
    const [from, via, to] = ['a.tif', 'a.png', 'b.tif'].map((name) => join(place.path, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(from, joined(writeTiff({ pixels: Float32Array.of(-5, 1, 2.4, 1e6), shape: [2, 2] })));
    expect((await finish(['convert', from, via])).err).toContain('3 pixels were clipped or rounded to what png holds');
    expect((await finish(['convert', via, to])).code).toBe(0);
    expect(readTiff(bytesOf(to))).toEqual({ pixels: Uint16Array.of(0, 1, 2, 65535), shape: [2, 2], description: '' });
    expect((await finish(['compare', to, via])).out).toContain('differing pixels   0');
    const preview = await simulated(place.path, 'preview.png');
    const refused = await finish(['stats', preview]);
    expect([refused.code, refused.err]).toEqual([9, expect.stringContaining('this PNG is a picture')]);
  });

  test.each([
    ['--compression', 'none', 'b.npy'],
    ['--images-per-file', '2', 'b_##.nxs'],
  ])('%s is refused where it applies to no output', async (flag, value, to) => {
    const from = join(place.path, 'a.tif');
    writeFileSync(from, joined(writeTiff({ pixels: Float32Array.of(1, 2), shape: [1, 2] })));
    const { code, err } = await finish(['convert', from, join(place.path, to), flag, value]);
    expect([code, err]).toEqual([2, expect.stringContaining(`${flag} applies to`)]);
    expect(existsSync(join(place.path, to))).toBe(false);
  });

  test('a TIFF round-trips through other formats', async () => {
    const [from, via, to] = ['a.tif', 'a.nxs', 'b.tif'].map((name) => join(place.path, name)) as [
      string,
      string,
      string,
    ];
    const pixels = Float32Array.of(0.5, -1, 2e9, 3, 4, 5);
    writeFileSync(from, joined(writeTiff({ pixels, shape: [3, 2] })));
    await finish(['convert', from, via]);
    await finish(['convert', via, to]);
    expect(readTiff(bytesOf(to))).toEqual({ pixels, shape: [3, 2], description: '' });
  });
});
