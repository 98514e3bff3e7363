import { buildControls, type Settings } from './controls';
import { START } from './experiment';
import { showFacts } from './facts';
import type { Answer, Order, Shot } from './messages';
import { draw, greyScale } from './picture';
import { drawRings } from './rings';

declare global {
  /** The image that is shown, for the browser's console. */
  var shown: Shot | undefined;
}

const find = <Kind extends Element = HTMLElement>(id: string): Kind => document.querySelector(`#${id}`) as Kind;
const DIGITS = { maximumSignificantDigits: 2 };
const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
let newest = 0;

function order(settings: Settings): void {
  newest++;
  find('figure').ariaBusy = 'true';
  worker.postMessage({ id: newest, ...settings } satisfies Order);
}

function show(shot: Shot): void {
  const scale = greyScale(shot.photons);
  draw(find<HTMLCanvasElement>('image'), shot.photons, shot.metadata.detector.pixelsFast, scale);
  drawRings(find<SVGSVGElement>('rings'), shot.metadata);
  find('white').textContent = scale.white.toLocaleString('en', DIGITS);
  find('black').textContent = scale.black.toLocaleString('en', DIGITS);
  showFacts(find('facts'), shot);
  globalThis.shown = shot;
}

const report = (message: string): void => {
  find('problem').textContent = message;
};

worker.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
  report('problem' in data ? data.problem : '');
  if ('shot' in data) show(data.shot);
  if (data.id === newest) find('figure').ariaBusy = 'false';
});
worker.addEventListener('error', ({ message }) => report(`the simulation does not start: ${message}`));

const start: Settings = { experiment: START, kernel: 'auto' };
buildControls(find('controls'), start, order);
order(start);
