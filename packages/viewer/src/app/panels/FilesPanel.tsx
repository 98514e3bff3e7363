import { openImages, showImage } from '../actions';
import { shownOf, useApp, useSession, useSettings } from '../model';
import { NumberField } from './NumberField';
import { Panel } from './Panel';

/** Longest list of files that is shown as one. */
const MAX_LISTED = 500;

/** Size of raw images, which do not contain it. */
function RawShapeFields() {
  const app = useApp();
  const { rawShape, sources } = useSession();
  const set = (changes: Partial<NonNullable<typeof rawShape>>): void => {
    const next = { pixelsFast: 0, pixelsSlow: 0, ...rawShape, ...changes };
    app.session.set({ rawShape: next });
    if (next.pixelsFast > 0 && next.pixelsSlow > 0) void openImages(app, sources);
  };
  return (
    <details>
      <summary>Size of raw images</summary>
      <NumberField
        label="pixels of a row"
        value={rawShape?.pixelsFast || undefined}
        onChange={(pixelsFast) => set({ pixelsFast })}
        placeholder="square"
      />
      <NumberField
        label="rows"
        value={rawShape?.pixelsSlow || undefined}
        onChange={(pixelsSlow) => set({ pixelsSlow })}
        placeholder="square"
      />
    </details>
  );
}

/** The open files. */
export function FilesPanel() {
  const app = useApp();
  const session = useSession();
  const { entries, current, isLoading } = session;
  const image = shownOf(useSettings(), session);
  let before = 0;
  const starts = entries.map(({ images }) => {
    before += images;
    return before - images;
  });
  const selected = starts.findLastIndex((start) => start <= current);
  return (
    <Panel title="Files">
      {entries.length === 0 && (
        <p className="note">
          Drop images or a folder here, or choose them with Open (o): SMV, CBF, NeXus and HDF5 with the data files
          beside them, TIFF, PNG, PGM, NumPy and raw float, also packed with gzip. They stay on this computer.
        </p>
      )}
      {entries.length > 0 && (
        <select
          aria-label="Open files"
          size={Math.min(Math.max(entries.length, 2), 8)}
          value={selected}
          onChange={({ target }) => void showImage(app, starts[Number(target.value)] ?? 0)}
        >
          {entries.slice(0, MAX_LISTED).map(({ name, images }, i) => (
            <option key={name} value={i}>
              {images > 1 ? `${name} (${images} images)` : name}
            </option>
          ))}
        </select>
      )}
      {entries.length > MAX_LISTED && <p className="note">and {entries.length - MAX_LISTED} more, by the slider</p>}
      {isLoading && <p className="note">reading …</p>}
      {image?.warnings.map((warning) => (
        <p key={warning} className="note">
          {warning}
        </p>
      ))}
      <RawShapeFields />
    </Panel>
  );
}
