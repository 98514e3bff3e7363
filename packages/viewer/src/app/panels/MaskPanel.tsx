import { useMemo, useRef, useState } from 'react';
import { chosenFiles } from '../../files/dropped';
import { maskedCount } from '../../tools/mask-edits';
import { clearMask, isRegion, maskRegion, maskValues, openMasks, saveMask } from '../mask-actions';
import { useApp, useSession, useSettings } from '../model';
import { NumberField } from './NumberField';
import { Choice, Panel } from './Panel';

/** Formats that hold a mask: NumPy, TIFF and PNG one panel, NeXus several. */
const FORMATS = ['.npy', '.tif', '.png', '.nxs'] as const;

/** Editor of the mask of the opened image. */
export function MaskPanel() {
  const app = useApp();
  const input = useRef<HTMLInputElement>(null);
  const { tool, points } = useSettings();
  const { viewed, maskEdits } = useSession();
  const [least, setLeast] = useState<number>();
  const [largest, setLargest] = useState<number>();
  const [format, setFormat] = useState<(typeof FORMATS)[number]>('.npy');
  const count = useMemo(() => viewed && maskedCount(viewed), [viewed]);
  if (!viewed || !count) return null;
  const hasRegion = isRegion(tool) && points.length >= (tool === 'polygon' ? 3 : 2);
  return (
    <Panel title="Mask" isOpen={false}>
      <p className="note">
        {count.masked} of {count.all} pixels are masked. Choose box, circle or polygon under Tools, draw it, and mask
        what is in it.
      </p>
      <div className="buttons">
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label="Mask files"
          onChange={({ target }) => {
            void openMasks(app, chosenFiles(target.files ?? []));
            // The same file can be chosen again.
            target.value = '';
          }}
        />
        <button
          type="button"
          title="images with zeros for the pixels to leave out, masks of DIALS, or .expt and .geom files with the mask files that they name"
          onClick={() => input.current?.click()}
        >
          Open mask
        </button>
      </div>
      <div className="buttons">
        <button type="button" disabled={!hasRegion} onClick={() => maskRegion(app, true)}>
          Mask region
        </button>
        <button type="button" disabled={!hasRegion} onClick={() => maskRegion(app, false)}>
          Unmask region
        </button>
        <button type="button" disabled={!maskEdits?.some(Boolean)} onClick={() => clearMask(app)}>
          Clear
        </button>
      </div>
      <NumberField label="least value" value={least} onChange={setLeast} placeholder="any" />
      <NumberField label="largest value" value={largest} onChange={setLargest} placeholder="any" />
      <div className="buttons">
        <button
          type="button"
          disabled={least === undefined && largest === undefined}
          onClick={() => maskValues(app, least ?? Number.NEGATIVE_INFINITY, largest ?? Number.POSITIVE_INFINITY)}
        >
          Mask other values
        </button>
      </div>
      <Choice label="mask as" value={format} options={FORMATS} onChange={setFormat} />
      <div className="buttons">
        <button type="button" onClick={() => void saveMask(app, `mask${format}`)}>
          Save mask
        </button>
      </div>
      <p className="note">In the file 1 stands for pixels that count, 0 for the others, as --mask takes it.</p>
    </Panel>
  );
}
