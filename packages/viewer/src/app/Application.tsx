import { useEffect, useState } from 'react';
import { ImageCanvas } from '../canvas/ImageCanvas';
import { droppedFiles } from '../files/dropped';
import { Help } from './Help';
import { imageOf, shownOf, useApp, useSession, useSettings } from './model';
import { openFiles } from './open-files';
import { ComparePanel } from './panels/ComparePanel';
import { DisplayPanel } from './panels/DisplayPanel';
import { FilesPanel } from './panels/FilesPanel';
import { HeaderPanel } from './panels/HeaderPanel';
import { MaskPanel } from './panels/MaskPanel';
import { OverlayPanel } from './panels/OverlayPanel';
import { RefinePanel } from './panels/RefinePanel';
import { SavePanel } from './panels/SavePanel';
import { SimulatePanel } from './panels/SimulatePanel';
import { ToolPanel } from './panels/ToolPanel';
import { ReadOutLine } from './ReadOutLine';
import { SeriesBar } from './SeriesBar';
import { TopBar } from './TopBar';

function Problems() {
  const { problems } = useSession();
  const { session } = useApp();
  return (
    <div className="problems" role="alert">
      {problems.map((problem) => (
        <p key={problem}>{problem}</p>
      ))}
      {problems.length > 0 && (
        <button type="button" onClick={() => session.set({ problems: [] })}>
          Close
        </button>
      )}
    </div>
  );
}

/** Opens files that are dropped anywhere on the page. @returns whether some are over it */
function useDrop(): boolean {
  const app = useApp();
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent): void => {
      event.preventDefault();
      app.files.start();
      setOver(true);
    };
    // Leaving an element for another within the page is none of the page.
    const leave = ({ relatedTarget }: DragEvent): void => setOver(relatedTarget !== null);
    const drop = (event: DragEvent): void => {
      event.preventDefault();
      setOver(false);
      if (event.dataTransfer) void droppedFiles(event.dataTransfer).then((sources) => openFiles(app, sources));
    };
    addEventListener('dragover', over);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragover', over);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  }, [app]);
  return isOver;
}

/** The picture of the mode: one image, or two beside each other. */
function Pictures() {
  const settings = useSettings();
  const session = useSession();
  const { mode, comparison, reference, compared } = settings;
  if (mode !== 'compare' || comparison !== 'side by side')
    return <ImageCanvas id="stage" image={shownOf(settings, session)} />;
  return (
    <div className="pair">
      <ImageCanvas id="reference" image={imageOf(reference, session)} />
      <ImageCanvas id="stage" image={imageOf(compared, session)} />
    </div>
  );
}

/** The page: a bar on top, the picture, and panels beside or below it. */
export function Application() {
  const { mode } = useSettings();
  const isOver = useDrop();
  return (
    <div className={isOver ? 'page dropping' : 'page'}>
      <TopBar />
      <main>
        <section className="stage" aria-label="Picture">
          <Problems />
          <Pictures />
          <ReadOutLine />
          {mode !== 'simulate' && <SeriesBar />}
        </section>
        <section className="panels" aria-label="Controls">
          {mode === 'compare' && <ComparePanel />}
          {mode === 'refine' && <RefinePanel />}
          {mode === 'view' ? <FilesPanel /> : <SimulatePanel />}
          <DisplayPanel />
          <OverlayPanel />
          <ToolPanel />
          {(mode === 'view' || mode === 'refine') && <MaskPanel />}
          <HeaderPanel />
          <SavePanel />
        </section>
      </main>
      <Help />
    </div>
  );
}
