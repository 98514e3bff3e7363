import type { Experiment } from '@braggsim/experiment';
import { shownImage } from '../files/shown';
import type { Lattices } from '../simulate/lattices';
import type { Answer, FilesMessage, LatticeAnswer, LatticeOrder, MeasuredRates, Order } from '../simulate/messages';
import { withValue } from '../simulate/presets';
import { keepRates, readRates } from '../simulate/rates';
import { report } from './actions';
import type { App } from './model';

const workers = new WeakMap<App, Worker>();
let newest = 0;

const inputsOf = ({ session }: App): FilesMessage['files'] => session.get().inputs;

/** Starts the worker that simulates, at the first order. */
function workerOf(app: App): Worker {
  const known = workers.get(app);
  if (known) return known;
  const worker = new Worker(new URL('../simulate/worker.ts', import.meta.url), { type: 'module', name: 'simulate' });
  worker.addEventListener('message', ({ data }: MessageEvent<Answer | LatticeAnswer | MeasuredRates>) => {
    if ('rates' in data) keepRates(data.rates);
    else if ('lattice' in data) hearLattices(data);
    else hear(app, data);
  });
  worker.addEventListener('error', ({ message }) => {
    showProblem(app, `the simulation does not start: ${message}`);
  });
  worker.postMessage({ files: inputsOf(app), rates: readRates() } satisfies FilesMessage);
  workers.set(app, worker);
  return worker;
}

/** The problem of the last order of each page, which ends with the next answer. Others, such as notes about files, stay until files are opened. */
const lastProblem = new WeakMap<App, string>();

function showProblem(app: App, problem: string): void {
  lastProblem.set(app, problem);
  app.session.set({ isComputing: false });
  report(app, problem);
}

function clearLastProblem(app: App): void {
  const { problems } = app.session.get();
  app.session.set({ problems: problems.filter((problem) => problem !== lastProblem.get(app)) });
  lastProblem.delete(app);
}

function hear(app: App, data: Answer): void {
  const isNewest = data.id === newest;
  if ('problem' in data && !isNewest) return;
  clearLastProblem(app);
  if ('problem' in data) {
    showProblem(app, data.problem);
    return;
  }
  const { image, ...shot } = data.shot;
  const isComplete = isNewest && !shot.isPreview;
  app.session.set({
    simulated: shownImage(image),
    shot,
    ...(isComplete && { isComputing: false }),
    ...(app.settings.get().mode === 'simulate' && { spots: undefined, radial: undefined }),
  });
}

/** The newest question about crystals. */
let asked = 0;
let settle: ((answer: LatticeAnswer) => void) | undefined;

function hearLattices(answer: LatticeAnswer): void {
  if (answer.lattice === asked) settle?.(answer);
}

/**
 * Asks for the crystals of an experiment and their spots. A newer question leaves an older one without an answer.
 *
 * @throws Error for an experiment that cannot be simulated
 */
export async function askLattices(app: App, order: Omit<LatticeOrder, 'lattice'>): Promise<Lattices> {
  asked++;
  const lattice = asked;
  const answer = await new Promise<LatticeAnswer>((resolve) => {
    settle = resolve;
    workerOf(app).postMessage({ ...order, lattice } satisfies LatticeOrder);
  });
  if ('problem' in answer) throw new Error(answer.problem);
  return answer.lattices;
}

/** Computes the image of the experiment; orders that have not begun are dropped. */
function simulateNow(app: App): void {
  newest++;
  const { experiment, kernel, recorded } = app.settings.get();
  app.session.set({ isComputing: true });
  workerOf(app).postMessage({ id: newest, experiment, kernel, isRecorded: recorded } satisfies Order);
}

/** Ends the computation, if there is one. */
function stopSimulation(app: App): void {
  workers.get(app)?.terminate();
  workers.delete(app);
  newest++;
  app.session.set({ isComputing: false });
}

export const toggleSimulation = (app: App): void =>
  app.session.get().isComputing ? stopSimulation(app) : simulateNow(app);

/**
 * Simulates whenever the experiment, a file that it may name or the kernel has changed in the mode that shows it: once for all changes that
 * come together, such as an experiment and its files.
 */
export function simulateOnChange(app: App): void {
  let last: readonly unknown[] = [];
  let isDue = false;
  const look = (): void => {
    isDue = false;
    const { mode, experiment, kernel, recorded, reference, compared } = app.settings.get();
    const isSeen = mode === 'simulate' || (mode === 'compare' && [reference, compared].includes('simulation'));
    const next = [experiment, kernel, recorded, inputsOf(app)];
    if (!isSeen || next.every((value, i) => value === last[i])) return;
    last = next;
    simulateNow(app);
  };
  const changed = (): void => {
    if (!isDue) queueMicrotask(look);
    isDue = true;
  };
  app.settings.subscribe(changed);
  app.session.subscribe(changed);
  look();
}

/** Width of a spindle step, deg, where the scan has none. */
const STEP_DEG = 1;

/** Returns the step of the spindle, deg: the width of an image where it has one. */
export const spindleStep = ({ scan }: Experiment): number => scan?.widthDeg || STEP_DEG;

/** Turns the spindle by the width of an image. */
export function stepSpindle({ settings }: App, steps: number): void {
  const { experiment, mode } = settings.get();
  if (mode === 'view') return;
  const { startDeg = 0 } = experiment.scan ?? {};
  // Sums of decimal fractions are rounded to what is shown.
  const next = Number((startDeg + steps * spindleStep(experiment)).toFixed(6));
  settings.set({ experiment: withValue(experiment, 'scan.startDeg', next) });
}

/** Draws uniformly distributed rotations as angles about x, y and z, deg. */
function randomAngles(): readonly [number, number, number] {
  const degrees = (radians: number): number => Number(((radians * 180) / Math.PI).toFixed(2));
  return [
    degrees(2 * Math.PI * Math.random() - Math.PI),
    degrees(Math.asin(2 * Math.random() - 1)),
    degrees(2 * Math.PI * Math.random() - Math.PI),
  ];
}

/** Returns a crystal in a random orientation, which takes the place of the one that it has by another field. */
function turnedAtRandom<Crystal extends NonNullable<Experiment['crystal']>>(crystal: Crystal) {
  const { orientation: _, missetSeed: __, ...rest } = crystal;
  return { ...rest, misset: randomAngles() };
}

const LARGEST_SEED = 2 ** 31 - 1;

/** Makes a new random shot: turns every crystal to a random orientation, and draws pulse and photons anew where they are random. */
export function randomShot({ settings }: App): void {
  const { experiment, mode, recorded } = settings.get();
  if (mode === 'view') return;
  const { crystal, crystals, seed, beam } = experiment;
  const isDrawn = seed !== undefined || recorded || beam?.spectrum !== undefined;
  settings.set({
    experiment: {
      ...experiment,
      ...(crystals ? { crystals: crystals.map(turnedAtRandom) } : crystal && { crystal: turnedAtRandom(crystal) }),
      ...(isDrawn && { seed: 1 + Math.floor(Math.random() * LARGEST_SEED) }),
    },
  });
}

/** Lets experiments name further files. */
export function addInputs(app: App, files: ReadonlyMap<string, Uint8Array>): void {
  if (files.size === 0) return;
  const inputs = new Map([...inputsOf(app), ...files]);
  // Whoever hears of the change may order an image, which needs the files.
  workers.get(app)?.postMessage({ files: inputs } satisfies FilesMessage);
  app.session.set({ inputs });
}
