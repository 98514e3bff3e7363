import { copyFileSync, mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { MASK_BITS } from '@braggsim/core/derived';
import { npy } from '@braggsim/detector-io';
import { metadataOf } from '@braggsim/simulate';
import { imageNumber, openInspected } from '@braggsim/simulate/node';
import { joined } from '@braggsim/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Folder, finish, folder } from './run.fixture';

let here: Folder;
beforeEach(() => {
  here = folder();
});
afterEach(() => here.remove());

/** A little-endian array as NumPy saves it. */
function npyOf(values: readonly number[], [slow, fast]: readonly [number, number], descr = '<i4'): Uint8Array {
  const text = `{'descr': '${descr}', 'fortran_order': False, 'shape': (${slow}, ${fast}), }`.padEnd(117, ' ');
  const header = Uint8Array.of(0x93, ...Buffer.from('NUMPY'), 1, 0, 118, 0, ...Buffer.from(`${text}\n`));
  const data = descr === '|u1' ? Uint8Array.from(values) : new Uint8Array(Int32Array.from(values).buffer);
  return Uint8Array.from([...header, ...data]);
}

/** A file of the fixtures, as DIALS and h5py wrote them. */
function fixture(name: string): string {
  const path = here.at(name);
  copyFileSync(fileURLToPath(new URL(`../../fixtures/masks/${name}`, import.meta.url)), path);
  return path;
}

const SHAPE = [6, 4] as const;
/** 1 to 24 in rows of four. */
const COUNTS = Array.from({ length: 24 }, (_, i) => i + 1);
const TOTAL = 300;

const counts = (name = 'image.npy') => here.put(name, npyOf(COUNTS, SHAPE));

async function look(path: string) {
  const known = await openInspected(path, {});
  try {
    const image = await imageNumber(known, 1);
    return {
      mask: Array.from(image.masks?.[0] ?? []),
      pixels: image.panels[0]?.data,
      metadata: metadataOf(known.facts, image, 0),
    };
  } finally {
    await known.file.close();
  }
}

async function run(...argv: string[]) {
  const { code, out, err } = await finish(argv);
  expect([code, err], argv.join(' ')).toEqual([0, expect.any(String)]);
  return { out, err };
}

/** What `stats` says of the image with masks. */
async function stats(...masks: string[]) {
  const { out, err } = await run('stats', counts(), '--json', ...masks.flatMap((mask) => ['--mask', mask]));
  return { ...(JSON.parse(out) as Record<string, number>), err };
}

const without = (...values: number[]) => ({ sum: TOTAL - values.reduce((a, b) => a + b, 0), masked: values.length });

describe('mask files that are images', () => {
  const zeros = (...at: number[]) => COUNTS.map((_, i) => (at.includes(i) ? 0 : 7));

  test('0 masks a pixel, in any format that can be read', async () => {
    const mask = here.put('mask.npy', npyOf(zeros(2, 23), SHAPE, '|u1'));
    for (const name of ['mask.tif', 'mask.cbf', 'mask.nxs', 'mask.img', 'mask.png']) {
      await run('convert', mask, here.at(name));
    }
    for (const name of ['mask.npy', 'mask.tif', 'mask.cbf', 'mask.nxs', 'mask.img', 'mask.png']) {
      expect(await stats(here.at(name)), name).toMatchObject(without(3, 24));
    }
  });

  test('several masks add up, and one that masks nothing is reported', async () => {
    const [first, second] = [here.put('a.npy', npyOf(zeros(0), SHAPE)), here.put('b.npy', npyOf(zeros(0, 1), SHAPE))];
    expect(await stats(first, second)).toMatchObject(without(1, 2));
    const none = await stats(here.put('none.npy', npyOf(zeros(), SHAPE)));
    expect(none).toMatchObject(without());
    expect(none.err).toContain('it masks no pixel: those that do not count should be 0 in it');
  });

  test('convert keeps them by the convention of the output, with the reason in NeXus', async () => {
    const mask = here.put('mask.npy', npyOf(zeros(2), SHAPE));
    await run('convert', counts(), here.at('out.cbf'), '--mask', mask);
    expect((await look(here.at('out.cbf'))).pixels?.[2]).toBe(-2);
    await run('convert', counts(), here.at('out.nxs'), '--mask', mask);
    expect((await look(here.at('out.nxs'))).mask[2]).toBe(MASK_BITS.userDefined + MASK_BITS.dead);
    await run('convert', counts(), here.at('out.png'), '--mask', mask);
    expect((await look(here.at('out.png'))).pixels?.[2]).toBe(0);
    await run('convert', counts(), here.at('out.npy'), '--mask', mask);
    expect((await look(here.at('out.npy'))).pixels?.[2]).toBeNaN();
  });

  test('compare leaves them out of both images', async () => {
    const other = here.put('other.npy', npyOf([99, ...COUNTS.slice(1)], SHAPE));
    const found = async (...masks: string[]) =>
      JSON.parse((await run('compare', counts(), other, '--json', ...masks)).out) as Record<string, number>;
    expect(await found()).toMatchObject({ differing: 1, masked: 0 });
    expect(await found('--mask', here.put('mask.npy', npyOf(zeros(0), SHAPE)))).toMatchObject({
      differing: 0,
      masked: 1,
    });
  });

  test('noise records nothing there and writes the mask', async () => {
    const mask = here.put('mask.npy', npyOf(zeros(2), SHAPE));
    await run('noise', counts(), '--mask', mask, '--offset', '10', '--seed', '1', '-o', here.at('noisy.nxs'));
    const { mask: bits } = await look(here.at('noisy.nxs'));
    expect(bits.filter((value) => value !== 0)).toEqual([MASK_BITS.userDefined + MASK_BITS.dead]);
  });

  test.each([
    [
      'a mask of another size',
      () => here.put('m.npy', npyOf([1, 0], [1, 2])),
      'the mask has 1 x 2 pixels (slow x fast), and the image has 6 x 4',
    ],
    [
      'a file that is no mask',
      () => here.put('m.txt', 'no mask'),
      'is no mask that can be read: give an image (0 masks a pixel), a mask of DIALS',
    ],
    ['a raw image', () => here.put('m.bin', new Uint8Array(96)), 'is a raw image, which does not know its size'],
    ['a file that is not there', () => here.at('gone.npy'), 'gone.npy'],
    [
      'a pickle of something else',
      () => here.put('m.mask', Uint8Array.of(0x80, 2, 0x4b, 1, 0x2e)),
      'this is not a mask of DIALS that can be read: expected a tuple of flex.bool',
    ],
    [
      'a pickle that names other things',
      () => here.put('m.mask', Buffer.from('\x80\x02cos\nsystem\n(X\x02\x00\x00\x00lstR.', 'latin1')),
      'expected a tuple of flex.bool',
    ],
  ])('%s is refused', async (_, put, message) => {
    const { code, err } = await finish(['stats', counts(), '--mask', put()]);
    expect([code, err]).toEqual([9, expect.stringContaining(message)]);
  });
});

describe('masks of DIALS', () => {
  test('a mask of several panels is that of a frame with one below the other', async () => {
    expect(await stats(fixture('two-panels.mask'))).toMatchObject(without(1, 6, 24));
  });

  test('other protocols of pickle and larger masks are read', async () => {
    const image = here.put('small.npy', npyOf(COUNTS.slice(0, 12), [3, 4]));
    const small = await run('stats', image, '--mask', fixture('protocol-4.mask'));
    expect(small.out).toContain('2 masked');
    const large = here.put(
      'large.npy',
      npyOf(
        Array.from({ length: 300 }, () => 1),
        [10, 30],
      ),
    );
    expect((await run('stats', large, '--mask', fixture('large.mask'))).out).toContain('1 masked');
  });
});

const PANELS = `p0/min_fs = 0
p0/max_fs = 3
p0/min_ss = 0
p0/max_ss = 2
p0/corner_x = -2
p0/corner_y = -3
p1/min_fs = 0
p1/max_fs = 3
p1/min_ss = 3
p1/max_ss = 5
p1/corner_x = -2
p1/corner_y = 1
`;
const GEOM = `photon_energy = 9000
clen = 0.1
res = 10000
`;

describe('masks of CrystFEL .geom files', () => {
  const geom = (fields: string, panels = PANELS) => here.put('a.geom', `${GEOM}${fields}${panels}`);

  test('a mask in a file beside it masks by bad bits and by good bits', async () => {
    fixture('mask.h5');
    const bad = geom('mask = /entry/mask\nmask_file = mask.h5\nmask_bad = 0x7\nmask_good = 0x0\n');
    expect(await stats(bad)).toMatchObject(without(1, 19));
    const good = geom(
      'mask0_data = /entry/good\nmask0_file = mask.h5\nmask0_goodbits = 1\n',
      `${PANELS.replaceAll('_ss = 3', '_ss = 0').replaceAll('_ss = 5', '_ss = 2')}p0/dim0 = 0\np1/dim0 = 1\np0/dim1 = ss\np0/dim2 = fs\np1/dim1 = ss\np1/dim2 = fs\n`,
    );
    expect(await stats(good)).toMatchObject(without(21));
    const booleans = geom('mask = /entry/flags\nmask_file = mask.h5\nmask_good = 1\n');
    expect(await stats(booleans)).toMatchObject(without(2, 6, 10, 14, 18, 22));
  });

  test('values are flagged for all panels and for one', async () => {
    expect(
      await stats(geom('flag_lessthan = 3\nflag_morethan = 22\nflag_equal = 7\n', `${PANELS}p1/flag_equal = 20\n`)),
    ).toMatchObject(without(1, 2, 7, 20, 23, 24));
    expect(await stats(geom('', `${PANELS}p0/flag_morethan = 11\np1/flag_morethan = 23\n`))).toMatchObject(
      without(12, 24),
    );
  });

  test('max_adu is an overload and masks nothing', async () => {
    const found = await stats(geom('max_adu = 20\n'));
    expect(found).toMatchObject({ ...without(), overloads: 5 });
  });

  test('bad regions and pixels in no panel do not exist', async () => {
    const half = PANELS.split('\n').slice(0, 6).join('\n');
    expect(
      await stats(geom('bada/min_fs = 1\nbada/max_fs = 2\nbada/min_ss = 0\nbada/max_ss = 0\n', `${half}\n`)),
    ).toMatchObject({
      masked: 14,
      sum: 78 - 2 - 3,
    });
  });

  test.each([
    [
      'a mask file that is not there',
      'mask = /entry/mask\nmask_file = gone.h5\nmask_bad = 1\n',
      "names the mask file 'gone.h5', which is not in its folder or cannot be read",
    ],
    [
      'a file without the array',
      'mask = /entry/none\nmask_file = mask.h5\nmask_bad = 1\n',
      "no array at '/entry/none'",
    ],
    [
      'a file without a place in it',
      'mask_file = mask.h5\nmask_bad = 1\n',
      "has the mask file 'mask.h5' and not where in it the mask is (mask)",
    ],
    [
      'bits that are none',
      'mask = /entry/mask\nmask_file = mask.h5\nmask_bad = many\n',
      "needs bits for mask_bad, such as 0x1, found 'many'",
    ],
    [
      'an array of other dimensions',
      'mask = /entry/good\nmask_file = mask.h5\nmask_bad = 1\n',
      'has 2 x 3 x 4 values; an array of 2 dimensions was expected',
    ],
    ['a word for a flag', 'flag_morethan = many\n', "needs a number for flag_morethan, found 'many'"],
  ])('%s is refused', async (_, fields, message) => {
    fixture('mask.h5');
    const { code, err } = await finish(['stats', counts(), '--mask', geom(fields)]);
    expect([code, err]).toEqual([9, expect.stringContaining(message)]);
  });

  test('what is not read is named', async () => {
    const { err } = await stats(
      geom('mask = /entry/mask\nmask_bad = 1\nsaturation_map = /map\nmask1_data = /entry/x\nmask1_file = mask.h5\n'),
    );
    expect(err).toContain("its mask '/entry/mask' is in the image files and is not read");
    expect(err).toContain('its saturation_map is not read');
    expect(err).toContain("its mask '/entry/x' has neither good nor bad bits");
  });
});

describe('masks and trusted ranges of .expt files', () => {
  const panel = (fields: object) => ({
    name: 'a',
    fast_axis: [1, 0, 0],
    slow_axis: [0, -1, 0],
    origin: [-0.2, 0.3, -100],
    image_size: [4, 6],
    pixel_size: [0.1, 0.1],
    ...fields,
  });
  const expt = (panels: readonly object[], imageset?: object) =>
    here.put(
      'a.expt',
      JSON.stringify({
        experiment: [{ detector: 0, ...(imageset && { imageset: 0 }) }],
        detector: [{ panels }],
        imageset: imageset ? [imageset] : [],
      }),
    );

  test('both limits of a trusted range are good; values below are masked and values above are overloads', async () => {
    expect(await stats(expt([panel({ trusted_range: [3, 20] })]))).toMatchObject({ ...without(1, 2), overloads: 5 });
    expect(await stats(expt([panel({ trusted_range: [-1, 24] })]))).toMatchObject({ ...without(), overloads: 1 });
  });

  test('-1 as the lower limit is that of counts from 0', async () => {
    const image = here.put('low.npy', npyOf([-3, -1, 0, ...COUNTS.slice(3)], SHAPE));
    const { out } = await run('stats', image, '--mask', expt([panel({ trusted_range: [-1, 100] })]));
    expect(out).toContain('1 zero, 0 negative, 0 not a number, 0 overloaded, 2 masked');
  });

  test('a trusted range, gain and pedestal are written by convert', async () => {
    const mask = expt([panel({ trusted_range: [3, 20], gain: 2, pedestal: 1 })]);
    await run('convert', counts(), here.at('out.nxs'), '--mask', mask);
    const { mask: bits, metadata, pixels } = await look(here.at('out.nxs'));
    expect(bits.filter((value) => value !== 0)).toHaveLength(2);
    expect([pixels?.[2], metadata.saturation, metadata.underload, metadata.instrument?.gain]).toEqual([2, 19, 2, 2]);
  });

  test('untrusted rectangles and the static mask of its image set', async () => {
    expect(await stats(expt([panel({ mask: [[0, 0, 2, 1]] })]))).toMatchObject(without(1, 2));
    fixture('two-panels.mask');
    const panels = [panel({ image_size: [4, 3] }), panel({ image_size: [4, 3], origin: [-0.2, -0.3, -100] })];
    expect(await stats(expt(panels, { mask: 'two-panels.mask' }))).toMatchObject(without(1, 6, 24));
    expect(await stats(expt(panels, { mask: here.at('two-panels.mask') }))).toMatchObject(without(1, 6, 24));
    const wrong = await finish(['stats', counts(), '--mask', expt([panel({})], { mask: 'two-panels.mask' })]);
    expect([wrong.code, wrong.err]).toEqual([
      9,
      expect.stringContaining('is of 3 x 4,3 x 4 pixels (slow x fast), and the panels of'),
    ]);
    const gone = await finish(['stats', counts(), '--mask', expt([panel({})], { mask: '/elsewhere/pixels.mask' })]);
    expect([gone.code, gone.err]).toEqual([
      9,
      expect.stringContaining("names the mask file '/elsewhere/pixels.mask', which is not in its folder"),
    ]);
  });

  test('maps of gain and panels that differ in it are reported', async () => {
    const panels = [panel({ image_size: [4, 3], gain: 2 }), panel({ image_size: [4, 3], gain: 3 })];
    const { err } = await stats(expt(panels, { gain: 'gain.pickle' }));
    expect(err).toContain('its panels differ in gain');
    expect(err).toContain("its gain map 'gain.pickle' is not read");
  });
});

describe('masks of simulated images', () => {
  const CRYSTAL = ['--cell', '50', '--default-f', '10', '--ncells', '2,2,2', '--detpixels', '4,6', '--pixel', '1'];

  test('--mask and detector.mask of an experiment file, which is relative to its folder', async () => {
    mkdirSync(here.at('sub'));
    here.put(
      'sub/mask.npy',
      npyOf(
        COUNTS.map((_, i) => (i === 5 ? 0 : 1)),
        SHAPE,
      ),
    );
    await run('simulate', ...CRYSTAL, '--mask', here.at('sub/mask.npy'), '-o', here.at('a.cbf'), '-q');
    expect((await look(here.at('a.cbf'))).pixels?.[5]).toBe(-2);
    here.put('raw.bin', new Uint8Array(Float32Array.from(COUNTS, (_, i) => (i === 7 ? 0 : 1)).buffer));
    await run('simulate', ...CRYSTAL, '--mask', here.at('raw.bin'), '-o', here.at('c.cbf'), '-q');
    expect((await look(here.at('c.cbf'))).pixels?.indexOf(-2)).toBe(7);
    here.put('sub/a.yaml', 'detector:\n  mask: [mask.npy]\n');
    await run('simulate', here.at('sub/a.yaml'), ...CRYSTAL, '-o', here.at('b.nxs'), '-o', here.at('b.npy'), '-q');
    expect((await look(here.at('b.nxs'))).mask.flatMap((bits, i) => (bits === 0 ? [] : [i]))).toEqual([5]);
    expect((await look(here.at('b.npy'))).pixels?.[5]).toBeNaN();
    const wrong = await finish([
      'simulate',
      ...CRYSTAL,
      '--detpixels',
      '5',
      '--mask',
      here.at('sub/mask.npy'),
      '--dry-run',
    ]);
    expect([wrong.code, wrong.err]).toEqual([9, expect.stringContaining('the mask has 6 x 4 pixels')]);
  });

  test('a .geom detector brings its mask file, and what is not simulated is reported', async () => {
    fixture('mask.h5');
    const fields = 'mask = /entry/mask\nmask_file = mask.h5\nmask_bad = 0x7\nflag_morethan = 100\nmax_adu = 90\n';
    const geom = here.put('a.geom', `${GEOM}${fields}${PANELS}`);
    const argv = ['simulate', '--detector', geom, '--cell', '50', '--default-f', '10', '--ncells', '2,2,2'];
    const { err } = await run(...argv, '-o', here.at('a.nxs'), '-q');
    expect(err).toContain('its flag_morethan, max_adu are of recorded values and are not simulated');
    const known = await openInspected(here.at('a.nxs'), {});
    try {
      const { masks = [] } = await imageNumber(known, 1);
      const masked = masks.map((mask) => Array.from(mask ?? []).flatMap((bits, i) => (bits === 0 ? [] : [i])));
      expect(masked).toEqual([[0], [6]]);
    } finally {
      await known.file.close();
    }
    here.put('a.geom', `${GEOM}${fields.replace('mask.h5', 'gone.h5')}${PANELS}`);
    const gone = await run(...argv, '--dry-run');
    expect(gone.err).toContain("its mask file 'gone.h5' is not there");
  });
});

test('the fixture of these tests is what NumPy reads and writes', () => {
  const decoded = npy.decode?.(npyOf(COUNTS, SHAPE), {});
  expect(Array.from(decoded?.panels[0]?.data ?? [])).toEqual(COUNTS);
  expect(joined([npyOf([1], [1, 1])]).length).toBe(132);
});
