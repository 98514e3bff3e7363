import { MODES } from '../state/settings';
import { changeContrast, findSpots, showImage, toggle, zoom } from './actions';
import { blink } from './compare-actions';
import type { App } from './model';
import { showPanel } from './panels/Panel';
import { fitPicture, movePointer, panBy, pressPointer } from './pointer-keys';
import { randomShot, stepSpindle, toggleSimulation } from './simulate-actions';

/** Something that keys do. */
export interface KeyAction {
  /** Names of the keys as the browser gives them. */
  readonly keys: readonly string[];
  /** Keys as people read them. */
  readonly shown: string;
  readonly doc: string;
  /** Whether the keys are pressed with shift or alt; other keys are pressed alone. */
  readonly with?: 'shift' | 'alt';
  run(app: App, key: string): void;
}

/** Chooses a file. The element of the page that does it is a button for the mouse as well. */
const clickOn = (id: string): void => document.getElementById(id)?.click();

const PAN_PX = 60;
const DIRECTIONS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};
const ARROWS = Object.keys(DIRECTIONS);
const direction = (key: string): readonly [number, number] => DIRECTIONS[key] ?? [0, 0];

const modeKeys: readonly KeyAction[] = MODES.map((mode, i) => ({
  keys: [`${i + 1}`],
  shown: `${i + 1}`,
  doc: `mode: ${mode}`,
  run: ({ settings }) => settings.set({ mode, points: [] }),
}));

/** All keys of the page, which `?` lists. */
export const KEYS: readonly KeyAction[] = [
  {
    keys: ['?'],
    shown: '?',
    doc: 'this list',
    run: ({ session }) => session.set({ showsHelp: !session.get().showsHelp }),
  },
  ...modeKeys,
  { keys: ['o'], shown: 'o', doc: 'open files', run: () => clickOn('open-files') },
  {
    keys: ['/'],
    shown: '/',
    doc: 'search',
    run: () => showPanel('details[data-search]'),
  },
  { keys: ['+', '='], shown: '+', doc: 'zoom in', run: (app) => zoom(app, 1.5) },
  { keys: ['-'], shown: '−', doc: 'zoom out', run: (app) => zoom(app, 1 / 1.5) },
  { keys: ['0'], shown: '0', doc: 'the whole picture', run: fitPicture },
  {
    keys: ARROWS,
    shown: 'shift + arrows',
    with: 'shift',
    doc: 'move the picture',
    run: (app, key) => panBy(app, -PAN_PX * direction(key)[0], -PAN_PX * direction(key)[1]),
  },
  {
    keys: ARROWS,
    shown: 'alt + arrows',
    with: 'alt',
    doc: 'move the read-out by a pixel',
    run: (app, key) => movePointer(app, ...direction(key)),
  },
  { keys: ['Enter'], shown: 'Enter', doc: 'give the tool the point of the read-out', run: pressPointer },
  {
    keys: ['Escape'],
    shown: 'Esc',
    doc: 'end the tool',
    run: ({ settings, session }) => {
      settings.set({ points: [] });
      session.set({ showsHelp: false });
    },
  },
  {
    keys: ['ArrowLeft'],
    shown: '←',
    doc: 'previous image',
    run: (app) => void showImage(app, app.session.get().current - 1),
  },
  {
    keys: ['ArrowRight'],
    shown: '→',
    doc: 'next image',
    run: (app) => void showImage(app, app.session.get().current + 1),
  },
  {
    keys: ['l'],
    shown: 'l',
    doc: 'logarithmic or linear scale',
    run: ({ settings }) => settings.set({ scale: settings.get().scale === 'log' ? 'linear' : 'log' }),
  },
  { keys: ['['], shown: '[', doc: 'less contrast', run: (app) => changeContrast(app, 1.25) },
  { keys: [']'], shown: ']', doc: 'more contrast', run: (app) => changeContrast(app, 0.8) },
  { keys: ['r'], shown: 'r', doc: 'resolution rings', run: (app) => toggle(app, 'rings') },
  { keys: ['i'], shown: 'i', doc: 'ice rings', run: (app) => toggle(app, 'iceRings') },
  { keys: ['c'], shown: 'c', doc: 'beam centre', run: (app) => toggle(app, 'beamCentre') },
  { keys: ['p'], shown: 'p', doc: 'predicted spots with their indices', run: (app) => toggle(app, 'predictions') },
  { keys: ['x'], shown: 'x', doc: 'rotation axis', run: (app) => toggle(app, 'rotationAxis') },
  { keys: ['m'], shown: 'm', doc: 'masked pixels in their own colour', run: (app) => toggle(app, 'mask') },
  {
    keys: ['f'],
    shown: 'f',
    doc: 'find spots',
    run: (app) => (app.settings.get().spots ? app.settings.set({ spots: false }) : void findSpots(app)),
  },
  { keys: ['b'], shown: 'b', doc: 'blink between image and reference', run: blink },
  { keys: ['s'], shown: 's', doc: 'simulate, or stop', run: toggleSimulation },
  { keys: ['a'], shown: 'a', doc: 'spindle one step back', run: (app) => stepSpindle(app, -1) },
  { keys: ['d'], shown: 'd', doc: 'spindle one step on', run: (app) => stepSpindle(app, 1) },
  { keys: [' '], shown: 'space', doc: 'a random shot: orientation, pulse and photons', run: randomShot },
];

/** Tells whether a key belongs to an element that takes text or moves by itself. */
function isTaken({ target, key }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.closest('textarea, select, dialog')) return key !== 'Escape' && key !== '?';
  const input = target.closest('input');
  if (input && !['range', 'checkbox', 'radio', 'button'].includes(input.type)) return key !== 'Escape';
  if (input) return key.startsWith('Arrow') || key === ' ' || key === 'Enter';
  return target.closest('button, summary, a, [role=tab]') !== null && (key === ' ' || key === 'Enter');
}

/** Finds the action of a key with its modifiers; undefined where it has none. */
function actionFor({
  key,
  shiftKey,
  altKey,
  ctrlKey,
  metaKey,
}: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'altKey' | 'ctrlKey' | 'metaKey'>): KeyAction | undefined {
  if (ctrlKey || metaKey) return undefined;
  // Shift is part of how some signs are typed; with arrows it means something else.
  const held = altKey ? 'alt' : shiftKey && key.startsWith('Arrow') ? 'shift' : undefined;
  return KEYS.find(
    (action) => action.keys.includes(key.length === 1 ? key.toLowerCase() : key) && action.with === held,
  );
}

/** Lets keys act on the page. @returns the function that ends it */
export function listenToKeys(app: App): () => void {
  const hear = (event: KeyboardEvent): void => {
    const action = isTaken(event) ? undefined : actionFor(event);
    if (!action) return;
    event.preventDefault();
    action.run(app, event.key);
  };
  addEventListener('keydown', hear);
  return () => removeEventListener('keydown', hear);
}
