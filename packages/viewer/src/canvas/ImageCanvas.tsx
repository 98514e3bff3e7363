import { useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import { currentView, rangeOf } from '../app/actions';
import { imageOf, useApp, useSession, useSettings } from '../app/model';
import { colourTable, colourWord } from '../image/colour-maps';
import { arePaired } from '../image/combined';
import { thresholdedScale } from '../image/contrast';
import { overlayColours } from '../image/red-blue';
import { render, type Shading } from '../image/render';
import type { ShownImage } from '../image/shown-image';
import { fitted } from '../image/view';
import { Overlay } from '../overlay/Overlay';
import { drawPixelValues } from './pixel-values';
import { listenToPointer } from './pointer';

/** Colours of pixels without a value on the scale: masked, overloaded, and where there is no panel. */
const MASKED = colourWord([70, 84, 120]);
const OVERLOAD = colourWord([220, 20, 60]);
const EMPTY = colourWord([30, 32, 38]);

/** The picture and what is drawn over it. It fills its place on the page. */
export function ImageCanvas({ id, image }: { readonly id: string; readonly image: ShownImage | undefined }) {
  const app = useApp();
  const settings = useSettings();
  const session = useSession();
  const stage = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const buffer = useRef<ImageData>(undefined);
  const { screen, isComputing, isLoading } = session;
  const { scale, colours, range, percentiles, threshold, mask } = settings;

  useLayoutEffect(() => {
    const element = stage.current as HTMLElement;
    const observer = new ResizeObserver(() => {
      const { clientWidth: width, clientHeight: height } = element;
      app.session.set({ screen: { width, height } });
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [app]);
  useEffect(() => listenToPointer(app, stage.current as HTMLElement), [app]);

  const isTwoColoured = settings.mode === 'compare' && settings.comparison === 'red and blue';
  const shading = useMemo((): Shading | undefined => {
    if (!image) return undefined;
    const place = thresholdedScale(scale, rangeOf({ ...app.settings.get(), range, percentiles }, image), threshold);
    const table = colourTable(isTwoColoured ? 'grey inverted' : colours);
    const saturation = image.metadata.saturation ?? Number.POSITIVE_INFINITY;
    // Without a colour of their own masked pixels have the lowest of the scale.
    return {
      place,
      colours: table,
      masked: mask ? MASKED : (table[0] as number),
      overload: OVERLOAD,
      empty: EMPTY,
      saturation,
    };
  }, [app, image, scale, range, percentiles, threshold, colours, mask, isTwoColoured]);
  const reference = isTwoColoured ? imageOf(settings.reference, session) : undefined;
  const underneath = image && reference && arePaired(image, reference) ? reference : undefined;
  const view = image && screen.width > 0 ? (settings.view ?? fitted(image, screen)) : undefined;

  useLayoutEffect(() => {
    const element = canvas.current;
    const context = element?.getContext('2d');
    if (!element || !context || !image || !view || !shading) return;
    const ratio = Math.min(devicePixelRatio || 1, 2);
    const [width, height] = [Math.round(screen.width * ratio), Math.round(screen.height * ratio)];
    if (element.width !== width || element.height !== height) Object.assign(element, { width, height });
    const isKept = buffer.current?.width === width && buffer.current.height === height;
    const picture = isKept && buffer.current ? buffer.current : context.createImageData(width, height);
    buffer.current = picture;
    const inPixels = { ...view, scale: view.scale * ratio };
    const target = new Uint32Array(picture.data.buffer);
    render(target, { width, height }, image, inPixels, shading);
    if (underneath) overlayColours(target, { width, height }, underneath, inPixels, shading);
    context.putImageData(picture, 0, 0);
    drawPixelValues(context, { width, height }, image, inPixels, ratio);
  }, [image, view, shading, screen, underneath]);

  const isBusy = settings.mode === 'view' || settings.mode === 'refine' ? isLoading : isComputing;
  return (
    <section
      ref={stage}
      id={id}
      className={`canvas tool-${settings.tool.replace(' ', '-')}`}
      aria-busy={isBusy}
      data-image={image?.name}
      // The keys of the page act on the picture; this lets it be reached and scrolled to.
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the picture is operated by keys
      tabIndex={0}
      aria-label={image ? `Diffraction image: ${image.name}` : 'No image'}
    >
      <canvas ref={canvas} hidden={!image} />
      {image && view && <Overlay image={image} view={currentView(app) ?? view} screen={screen} />}
      {!image && !isBusy && <p className="empty">Drop diffraction images here, or open them with o.</p>}
    </section>
  );
}
