import { download } from '../app/actions';

/** Properties of lines and texts that are set by the style sheet, which a picture by itself does not have. */
const STYLES = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'font-size',
  'font-family',
  'text-anchor',
  'paint-order',
  'vector-effect',
];

/** Copies a drawing with its styles written out. */
function standalone(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const originals = svg.querySelectorAll('*');
  for (const [i, element] of copy.querySelectorAll('*').entries()) {
    const style = getComputedStyle(originals[i] as Element);
    for (const name of STYLES) element.setAttribute(name, style.getPropertyValue(name));
  }
  copy.setAttribute('width', `${svg.clientWidth}`);
  copy.setAttribute('height', `${svg.clientHeight}`);
  return new XMLSerializer().serializeToString(copy);
}

/** Returns the picture and the drawing over it. @throws Error when there is no picture */
function shownParts(): { readonly canvas: HTMLCanvasElement; readonly overlay: SVGSVGElement } {
  const canvas = document.querySelector<HTMLCanvasElement>('#stage > canvas');
  const overlay = document.querySelector<SVGSVGElement>('#stage > svg');
  if (!canvas || !overlay) throw new Error('there is no picture to save');
  return { canvas, overlay };
}

/**
 * Saves what is seen as SVG: the pixels as an image in it, and lines and texts over it as such.
 *
 * @throws Error when there is no picture
 */
export function saveDrawing(name: string): void {
  const { canvas, overlay } = shownParts();
  const { clientWidth: width, clientHeight: height } = overlay;
  const image = `<image width="${width}" height="${height}" style="image-rendering:pixelated" href="${canvas.toDataURL('image/png')}"/>`;
  // The pixels come first, right behind the start tag, so that everything else is over them.
  const drawing = standalone(overlay).replace(/^<svg[^>]*>/, (start) => start + image);
  download(new Blob([drawing], { type: 'image/svg+xml' }), name);
}

/**
 * Saves what is seen, with everything that is drawn over it, as PNG.
 *
 * @throws Error when there is no picture
 */
export async function savePicture(name: string): Promise<void> {
  const { canvas, overlay } = shownParts();
  const joined = new OffscreenCanvas(canvas.width, canvas.height);
  const context = joined.getContext('2d') as OffscreenCanvasRenderingContext2D;
  context.drawImage(canvas, 0, 0);
  const lines = new Image();
  lines.src = `data:image/svg+xml,${encodeURIComponent(standalone(overlay))}`;
  await lines.decode();
  context.drawImage(lines, 0, 0, canvas.width, canvas.height);
  download(await joined.convertToBlob({ type: 'image/png' }), name);
}
