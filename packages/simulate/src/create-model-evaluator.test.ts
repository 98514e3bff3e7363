import { describe, expect, test, vi } from 'vitest';
import { createModelEvaluator } from './create-model-evaluator';
import { REFERENCE } from './derivatives/reference-gradient.fixture';
import { numberOf, withNumbers } from './experiment-numbers';
import type { PixelBox } from './model-evaluator';

const WHOLE: PixelBox = { panel: 0, fast: [0, 6], slow: [0, 6] };
/** Weights of the loss, 1 + 0.1 i for pixel i. */
const loss = (values: Float64Array) => values.reduce((sum, x, i) => sum + (1 + 0.1 * i) * x, 0);

describe('derivatives of the expected image', () => {
  test.each([
    ['crystal.cell.a', -2.0294520884],
    ['crystal.cell.b', 72.5224972327],
    ['crystal.cell.beta', 103.94039932],
    ['crystal.misset.x', 208.704050965],
    ['detector.distanceMm', -684.949959283],
    ['detector.beamCentreMm.x', 5383.15453402],
    ['detector.rotationDeg.y', -19.3122252036],
    ['beam.wavelengthA', -38562.8852369],
    ['crystal.cells.b', 4263.00917696],
  ])('%s agrees with the published value', async (name, expected) => {
    const evaluator = await createModelEvaluator(REFERENCE, { parameters: [name], boxes: [WHOLE] });
    const { photons, derivatives } = await evaluator.evaluate(evaluator.start);
    await evaluator.close();
    expect(loss(photons) / 9183.11885792).toBeCloseTo(1, 6);
    expect(loss(derivatives[0] as Float64Array) / expected).toBeCloseTo(1, 5);
  });

  test('an experiment of a background alone has no spots, and says what is missing where there is no crystal either', async () => {
    const { detector = {}, beam = {} } = REFERENCE;
    const background = [{ kind: 'water', thicknessUm: 10 }];
    const options = { parameters: ['detector.distanceMm'], boxes: [WHOLE] };
    const evaluator = await createModelEvaluator({ detector, beam, background }, options);
    const { photons, derivatives } = await evaluator.evaluate(evaluator.start);
    await evaluator.close();
    expect([...photons, ...(derivatives[0] ?? [])].every((value) => value === 0)).toBe(true);
    await expect(createModelEvaluator({ detector, beam }, options)).rejects.toThrow('give crystal.cell');
  });

  test('the pixels of boxes come box by box', async () => {
    const boxes: PixelBox[] = [
      { panel: 0, fast: [3, 5], slow: [2, 4] },
      { panel: 0, fast: [0, 1], slow: [0, 1] },
    ];
    const [whole, part] = await Promise.all(
      [[WHOLE], boxes].map(async (list) =>
        (await createModelEvaluator(REFERENCE, { parameters: [], boxes: list })).evaluate([]),
      ),
    );
    const at = (fast: number, slow: number) => whole?.photons[slow * 6 + fast];
    expect([...(part?.photons ?? [])]).toEqual([at(3, 2), at(4, 2), at(3, 3), at(4, 3), at(0, 0)]);
  });

  test('evaluations that run at the same time do not take the numbers of each other', async () => {
    const tall = { ...REFERENCE, detector: { ...REFERENCE.detector, pixelsSlow: 400 } };
    const rows = [0, 150, 300];
    const boxes = rows.map((row): PixelBox => ({ panel: 0, fast: [0, 6], slow: [row, row + 6] }));
    const evaluator = await createModelEvaluator(tall, { parameters: ['crystal.cells.b'], boxes });
    const [n = 0] = evaluator.start;
    const values = [[n], [1.5 * n]];
    const alone: Float64Array[] = [];
    for (const one of values) alone.push((await evaluator.evaluate(one)).photons);
    let clock = 0;
    // Each glance at the clock finds that the turn of an evaluation is over.
    const spy = vi.spyOn(performance, 'now').mockImplementation(() => (clock += 1000));
    const together = await Promise.all(values.map((one) => evaluator.evaluate(one))).finally(() => spy.mockRestore());
    await evaluator.close();
    expect(together.map(({ photons }) => photons)).toEqual(alone);
  });

  test('a box beyond the panel is refused', async () => {
    const evaluating = createModelEvaluator(REFERENCE, {
      parameters: [],
      boxes: [{ panel: 0, fast: [3, 7], slow: [0, 1] }],
    }).then((evaluator) => evaluator.evaluate([]));
    await expect(evaluating).rejects.toThrow('not within panel');
  });
});

describe('numbers of an experiment', () => {
  test('are read and set by name', () => {
    expect(numberOf(REFERENCE, 'crystal.cell.gamma')).toBe(95);
    const changed = withNumbers(REFERENCE, { 'crystal.cell.gamma': 96, 'detector.distanceMm': 101 });
    expect(changed.crystal?.cell).toEqual([70, 80, 90, 75, 85, 96]);
    expect(changed.detector?.distanceMm).toBe(101);
    expect(REFERENCE.detector?.distanceMm).toBe(100);
  });

  test('that are not there are refused', () =>
    expect(() => numberOf(REFERENCE, 'detector.closeDistanceMm')).toThrow('detector.closeDistanceMm'));

  test('a turn about z adds to the mis-setting about z', () => {
    const { crystal } = withNumbers(REFERENCE, { 'turn.z': 1 });
    expect(crystal?.misset).toEqual([3, 4, 6].map((angle) => expect.closeTo(angle, 10)));
  });
});
