import type { Evaluation, OfferedGroup } from '@braggsim/refine';
import { createContext, useContext } from 'react';
import { type FileClient, fileClient } from '../files/client';
import type { ComparisonFigures, PanelPeak } from '../files/messages';
import type { OpenEntry, RawShape } from '../files/series';
import type { FileSource } from '../files/sources';
import { combined } from '../image/combined';
import type { Point } from '../image/placement';
import type { ShownImage } from '../image/shown-image';
import type { Size } from '../image/view';
import type { Refinement } from '../refine/messages';
import type { Lattices } from '../simulate/lattices';
import type { Shot } from '../simulate/messages';
import type { Compared, Settings } from '../state/settings';
import { createStore, type Store, useStore } from '../state/store';
import type { MaskEdits } from '../tools/mask-edits';
import type { RadialAverage } from '../tools/radial';

/** How a picture was simulated. */
export type ShotFacts = Omit<Shot, 'image'>;

/** A refinement that runs, or the last one. */
export interface Refining {
  readonly isRunning: boolean;
  readonly evaluations: readonly Evaluation[];
  readonly refinement: Refinement | undefined;
  /** Whether the refined values have taken the place of those of the start. */
  readonly isAccepted: boolean;
}

/** What the page holds besides the settings: open files, images, and what is going on. */
export interface Session {
  readonly sources: readonly FileSource[];
  readonly entries: readonly OpenEntry[];
  /** Index of the shown image in the series. */
  readonly current: number;
  readonly rawShape: RawShape | undefined;
  readonly viewed: ShownImage | undefined;
  /** The viewed image without the edits of its mask. */
  readonly unedited: ShownImage | undefined;
  readonly maskEdits: MaskEdits | undefined;
  readonly simulated: ShownImage | undefined;
  /** An image that was kept for comparison. */
  readonly kept: ShownImage | undefined;
  /** Whether the reference is shown, where two images blink. */
  readonly showsReference: boolean;
  /** The figures of the comparison. */
  readonly figures: ComparisonFigures | undefined;
  readonly shot: ShotFacts | undefined;
  readonly isLoading: boolean;
  readonly isComputing: boolean;
  readonly isPlaying: boolean;
  /** Problems to show, the newest last. */
  readonly problems: readonly string[];
  /** Files that experiments may name, unpacked. */
  readonly inputs: ReadonlyMap<string, Uint8Array>;
  readonly spots: readonly PanelPeak[] | undefined;
  readonly radial: RadialAverage | undefined;
  /** The crystals of the experiment, with their spots where these are shown. */
  readonly lattices: Lattices | undefined;
  /** What can be refined of the experiment. */
  readonly offered: readonly OfferedGroup[] | undefined;
  readonly refining: Refining;
  readonly showsHelp: boolean;
  /** Size of the part of the screen that shows the picture. */
  readonly screen: Size;
}

const EMPTY: Session = {
  sources: [],
  entries: [],
  current: 0,
  rawShape: undefined,
  viewed: undefined,
  unedited: undefined,
  maskEdits: undefined,
  simulated: undefined,
  kept: undefined,
  showsReference: false,
  figures: undefined,
  shot: undefined,
  isLoading: false,
  isComputing: false,
  isPlaying: false,
  problems: [],
  inputs: new Map(),
  spots: undefined,
  radial: undefined,
  lattices: undefined,
  offered: undefined,
  refining: { isRunning: false, evaluations: [], refinement: undefined, isAccepted: false },
  showsHelp: false,
  screen: { width: 0, height: 0 },
};

/** The point of the picture under the cursor. */
export interface Cursor {
  readonly at: Point | undefined;
}

/** The state of the page and what it talks to. */
export interface App {
  readonly settings: Store<Settings>;
  readonly session: Store<Session>;
  readonly cursor: Store<Cursor>;
  readonly files: FileClient;
}

export function createApp(settings: Settings): App {
  const session = createStore(EMPTY);
  const files = fileClient(() =>
    session.set({ sources: [], entries: [], viewed: undefined, isLoading: false, isPlaying: false }),
  );
  return { settings: createStore(settings), session, cursor: createStore<Cursor>({ at: undefined }), files };
}

declare global {
  /** The application, for the browser's console and for tests. */
  var braggsim: App | undefined;
}

export const AppContext = createContext<App | undefined>(undefined);

export function useApp(): App {
  const app = useContext(AppContext);
  if (!app) throw new Error('a component is used outside of the application');
  return app;
}

export const useSettings = (): Settings => useStore(useApp().settings);
export const useSession = (): Session => useStore(useApp().session);

/** Returns one of the images that can be compared. */
export const imageOf = (which: Compared, { viewed, simulated, kept }: Session): ShownImage | undefined =>
  which === 'simulation' ? simulated : which === 'kept image' ? kept : viewed;

/** Returns the image that a mode shows, and that tools act on. */
export function shownOf(settings: Settings, session: Session): ShownImage | undefined {
  const { mode, reference, compared, comparison, measured } = settings;
  if (mode === 'refine') return imageOf(measured, session);
  if (mode !== 'compare') return imageOf(mode === 'view' ? 'opened image' : 'simulation', session);
  const [first, second] = [imageOf(reference, session), imageOf(compared, session)];
  if (!first || !second) return second ?? first;
  if (comparison === 'difference' || comparison === 'ratio') return combined(comparison, second, first);
  return comparison === 'blink' && session.showsReference ? first : second;
}

/** Returns the number of images in the open files. */
export const countImages = ({ entries }: Pick<Session, 'entries'>): number =>
  entries.reduce((sum, { images }) => sum + images, 0);
