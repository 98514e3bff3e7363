import { units } from '@braggsim/core';
import { useState } from 'react';
import type { ShownImage } from '../../image/shown-image';
import { shownOf, useSession, useSettings } from '../model';
import { short } from '../numbers';
import { Panel } from './Panel';

type Fact = readonly [name: string, text: string];

/** What is known of an image besides its pixels: its geometry, and the header of its file. */
export function factsOf({ metadata, panels, header, unknown }: ShownImage): Fact[] {
  const { detector, beam, scan, saturation, offset, instrument } = metadata;
  const known = (name: string, fact: Fact): Fact[] =>
    unknown.includes(name) || unknown.includes('geometry') ? [] : [fact];
  const [first] = panels;
  return [
    [
      'pixels (fast x slow)',
      panels.length === 1 ? `${first?.pixelsFast} x ${first?.pixelsSlow}` : `${panels.length} panels`,
    ],
    ...known('wavelength', ['wavelength', `${short(units.toAngstrom(beam.wavelength))} Å`]),
    ...known('distance', ['distance', `${short(1000 * detector.distance)} mm`]),
    ...known('pixel size', ['pixel size', `${short(1000 * detector.pixelSize)} mm`]),
    ...known('beam centre', [
      'beam centre (fast, slow)',
      `${short(detector.beamCentre.fast / detector.pixelSize)}, ${short(detector.beamCentre.slow / detector.pixelSize)} px`,
    ]),
    ['spindle angle', `${short(units.toDegrees(scan.start))} deg, width ${short(units.toDegrees(scan.width))} deg`],
    ...(detector.twoTheta === 0 ? [] : [['two theta', `${short(units.toDegrees(detector.twoTheta))} deg`] as const]),
    ...(saturation === undefined ? [] : [['largest trusted value', short(saturation)] as const]),
    ...(offset === undefined ? [] : [['offset', short(offset)] as const]),
    ...(instrument?.detectorName === undefined ? [] : [['detector', instrument.detectorName] as const]),
    ...(instrument?.exposure === undefined ? [] : [['exposure', `${short(instrument.exposure)} s`] as const]),
    ...Object.entries(header),
  ];
}

/** Geometry and header of the image, with a search. */
export function HeaderPanel() {
  const image = shownOf(useSettings(), useSession());
  const [search, setSearch] = useState('');
  if (!image) return null;
  const wanted = search.trim().toLowerCase();
  const found = factsOf(image).filter((fact) => fact.some((text) => text.toLowerCase().includes(wanted)));
  return (
    <Panel title="Header" isOpen={false} hasSearch>
      <input
        type="search"
        aria-label="Search the header"
        placeholder="search"
        value={search}
        onChange={({ target }) => setSearch(target.value)}
      />
      <dl className="facts header">
        {found.map(([name, text], i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a header may have a name twice
          <div key={`${name} ${i}`}>
            <dt>{name}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      {found.length === 0 && <p className="note">nothing found</p>}
    </Panel>
  );
}
