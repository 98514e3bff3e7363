import { isRecord } from '@braggsim/core/text';
import { ALSO, type ImagePlan, LAYOUTS, type LabelPlan, type LayoutName, type Transform } from './plan';
import { expected, member, type Part, readFlag, readNumber, readWord, refuseOthers } from './reading';

const DEFAULT_LEVEL = 4;

/** Images as they are stored where the plan says nothing. */
const USUAL: ImagePlan = {
  layouts: ['resonet'],
  transform: 'none',
  compression: 'gzip',
  level: DEFAULT_LEVEL,
  also: [],
};

/** Reads the section `images` of a plan: how images are stored, `none` where they are not; what is wrong is reported. */
export function readImages(part: Part): ImagePlan | 'none' {
  if (part.value === undefined) return USUAL;
  if (part.value === 'none') return 'none';
  if (!isRecord(part.value)) {
    expected(part, 'none, or a record of layout, transform, compression, level and also');
    return USUAL;
  }
  refuseOthers(part, ['layout', 'transform', 'compression', 'level', 'also']);
  const at = (key: string) => member(part, key);
  const given = <T>(key: string, read: (part: Part) => T | undefined, usual: T): T =>
    at(key).value === undefined ? usual : (read(at(key)) ?? usual);
  return {
    layouts: given('layout', readLayouts, USUAL.layouts),
    transform: given('transform', readTransform, USUAL.transform),
    compression: given('compression', (one) => readWord(one, ['gzip', 'none'] as const), USUAL.compression),
    level: given('level', (one) => readNumber(one, { min: 1, max: 9, whole: true }), USUAL.level),
    also: given('also', (one) => readWords(one, ALSO), USUAL.also),
  };
}

function readWords<W extends string>(part: Part, words: readonly W[]): readonly W[] | undefined {
  const list = Array.isArray(part.value) ? part.value.map((_, i) => member(part, i)) : [part];
  const read = list.map((one) => readWord(one, words));
  if (read.some((word) => word === undefined)) return undefined;
  return [...new Set(read as W[])];
}

function readLayouts(part: Part): readonly LayoutName[] | undefined {
  if (Array.isArray(part.value) && part.value.length === 0) return expected(part, 'a list of layouts, one or more');
  return readWords(part, LAYOUTS);
}

const QUADRANTS = ['random', 'none', 0, 1, 2, 3] as const;
/** Largest edge of the square of pixels that are stored as one, and of a stored image. */
const MAX_POOL = 64;
const MAX_SIZE = 2 ** 15;

function readTransform(part: Part): ImagePlan['transform'] | undefined {
  if (part.value === 'none') return 'none';
  if (!isRecord(part.value)) return expected(part, 'none, or a record of quadrant, size, pool and sqrt');
  refuseOthers(part, ['quadrant', 'size', 'pool', 'sqrt']);
  const [quadrant, size, pool, sqrt] = ['quadrant', 'size', 'pool', 'sqrt'].map((key) => member(part, key)) as [
    Part,
    Part,
    Part,
    Part,
  ];
  const isQuadrant = (QUADRANTS as readonly unknown[]).includes(quadrant.value ?? 'none');
  if (!isQuadrant) return expected(quadrant, 'random, none, 0, 1, 2 or 3');
  const chosen = (quadrant.value ?? 'none') as Transform['quadrant'];
  if (size.value !== undefined && chosen === 'none')
    return expected(size, 'the edge of a quadrant, and none is asked for');
  const edge = size.value === undefined ? undefined : readNumber(size, { min: 1, max: MAX_SIZE, whole: true });
  return {
    quadrant: chosen,
    ...(edge !== undefined && { size: edge }),
    pool: pool.value === undefined ? 1 : (readNumber(pool, { min: 1, max: MAX_POOL, whole: true }) ?? 1),
    sqrt: sqrt.value === undefined ? false : (readFlag(sqrt) ?? false),
  };
}

/** Reads the section `labels` of a plan: which labels every shot gets; what is wrong is reported. */
export function readLabels(part: Part, images: ImagePlan | 'none'): LabelPlan {
  const usual: LabelPlan = { spots: false, minPhotons: 1, strongSigma: 5 };
  if (part.value === undefined) return usual;
  if (!isRecord(part.value)) {
    expected(part, 'a record of spots, minPhotons, strongSigma and photons');
    return usual;
  }
  refuseOthers(part, ['spots', 'minPhotons', 'strongSigma', 'photons']);
  const number = (key: 'minPhotons' | 'strongSigma') => {
    const one = member(part, key);
    return one.value === undefined ? usual[key] : (readNumber(one, { above: 0 }) ?? usual[key]);
  };
  const flag = (key: 'spots' | 'photons', unless: boolean) => {
    const one = member(part, key);
    return one.value === undefined ? unless : (readFlag(one) ?? unless);
  };
  const labels: LabelPlan = {
    spots: flag('spots', usual.spots),
    minPhotons: number('minPhotons'),
    strongSigma: number('strongSigma'),
  };
  if (flag('photons', true)) return labels;
  const needs = labels.spots ? 'labels.spots' : images === 'none' ? undefined : 'images other than none';
  if (needs !== undefined) expected(member(part, 'photons'), `true with ${needs}`);
  return { ...labels, photons: false };
}
