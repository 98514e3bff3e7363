import { baseName } from '@braggsim/core/text';
import { useState } from 'react';
import { saveDrawing, savePicture } from '../../canvas/save-picture';
import { linkOf } from '../../state/share-link';
import { attempt, currentImage, saveImage } from '../actions';
import { useApp, useSession, useSettings } from '../model';
import { Choice, Panel, SAVE_PANEL } from './Panel';

/** Formats of images with the extensions of their names. */
const FORMATS = [
  'CBF (.cbf)',
  'SMV (.img)',
  'NXmx (.nxs)',
  'TIFF (.tif)',
  'PNG (.png)',
  'NumPy (.npy)',
  'raw float (.bin)',
  'PGM (.pgm)',
] as const;

const extensionOf = (format: (typeof FORMATS)[number]): string => format.slice(format.indexOf('.'), -1);

/** The name of a file without folder and extension. */
const stemOf = (name: string): string =>
  baseName(name)
    .replace(/\.gz$/i, '')
    .replace(/\.[a-z0-9]{1,5}\b.*$/i, '')
    .replaceAll(/[^\w-]+/g, '_') || 'image';

/** The panel that saves images, pictures and links to share. */
export function SavePanel() {
  const app = useApp();
  useSession();
  const settings = useSettings();
  const { mode, recorded } = settings;
  const image = currentImage(app);
  const [format, setFormat] = useState<(typeof FORMATS)[number]>('CBF (.cbf)');
  const [said, setSaid] = useState<{ readonly text: string; readonly about: unknown }>();
  // What was said of another image or of other settings would be taken for what is there now.
  const isOfNow = said?.about === image || said?.about === settings;
  const stem = stemOf(image?.name ?? 'image');
  const share = async (): Promise<void> => {
    const { origin, pathname, search } = location;
    const link = `${origin}${pathname}${search}${linkOf(app.settings.get())}`;
    history.replaceState(null, '', link);
    const text = await navigator.clipboard.writeText(link).then(
      () => 'The link is copied.',
      () => 'The link is in the address line.',
    );
    setSaid({ text, about: settings });
  };
  const save = async (name: string): Promise<void> => {
    if (await saveImage(app, name)) {
      setSaid({ text: `${name} is saved, where the browser keeps downloads.`, about: image });
    }
  };
  return (
    <Panel title="Save and share" isOpen={false} id={SAVE_PANEL}>
      <Choice label="image as" value={format} options={FORMATS} onChange={setFormat} />
      <div className="buttons">
        <button type="button" disabled={!image} onClick={() => void save(`${stem}${extensionOf(format)}`)}>
          Save image
        </button>
        <button
          type="button"
          disabled={!image}
          onClick={() => void attempt(app, () => savePicture(`${stem}-picture.png`))}
        >
          Save picture (PNG)
        </button>
        <button
          type="button"
          disabled={!image}
          onClick={() => void attempt(app, async () => saveDrawing(`${stem}-picture.svg`))}
        >
          Save picture (SVG)
        </button>
        <button type="button" onClick={() => void attempt(app, share)}>
          Copy link
        </button>
      </div>
      {mode === 'simulate' && !recorded && (
        <p className="note">The image has expected photons; with photon noise and readout it has recorded values.</p>
      )}
      <p className="note">The link holds all settings and the simulated experiment; open files are not part of it.</p>
      <p className="note" role="status">
        {isOfNow && said?.text}
      </p>
    </Panel>
  );
}
