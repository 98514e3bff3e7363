import { units } from '@braggsim/core';
import type { ImageMetadata } from '@braggsim/core/derived';

const COUNT = 4;
const SVG = 'http://www.w3.org/2000/svg';

/** A ring of equal resolution. */
export interface Ring {
  /** Radius, pixels. */
  readonly radius: number;
  /** d-spacing, Å. */
  readonly dA: number;
}

/** Computes equidistant rings up to the edge of the detector: d = lambda / (2 sin theta), tan 2 theta = radius / distance. */
export function resolutionRings({ detector, beam }: ImageMetadata): Ring[] {
  const edge = Math.min(detector.sizeFast, detector.sizeSlow) / 2;
  return Array.from({ length: COUNT }, (_, i) => {
    const radius = (edge * (i + 1)) / COUNT;
    const theta = Math.atan2(radius, detector.distance) / 2;
    return {
      radius: radius / detector.pixelSize,
      dA: units.toAngstrom(beam.wavelength / (2 * Math.sin(theta))),
    };
  });
}

/** Draws the rings of an image around its direct beam. */
export function drawRings(svg: SVGSVGElement, metadata: ImageMetadata): void {
  const { beamCentre, pixelSize, pixelsFast, pixelsSlow } = metadata.detector;
  const [x, y] = [beamCentre.fast / pixelSize, beamCentre.slow / pixelSize];
  const make = (name: string, attributes: Readonly<Record<string, number>>, text = ''): SVGElement => {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    element.textContent = text;
    return element;
  };
  svg.setAttribute('viewBox', `0 0 ${pixelsFast} ${pixelsSlow}`);
  svg.replaceChildren(
    ...resolutionRings(metadata).flatMap(({ radius, dA }) => [
      make('circle', { cx: x, cy: y, r: radius }),
      make('text', { x, y: y - radius + 12 }, `${dA.toFixed(2)} Å`),
    ]),
  );
}
