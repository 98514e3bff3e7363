import type { Codec } from '@braggsim/core';
import { fromRegistry } from '@braggsim/core/kernel';
import { codecs } from '@braggsim/detector-io';
import { DETECTOR_FORMATS } from '@braggsim/experiment/node';
import { CATALOGUE } from '@braggsim/geometry';
import type { ReflectionFile } from '@braggsim/reflections/files';
import { ABOUT_FILES, ABOUT_GEOMETRY } from '@braggsim/simulate/node';
import { code, codes, defaultText, page, sentence, table, valueText } from './markdown';

const yes = (value: unknown): string => (value ? 'yes' : '');

const codecRow = ({ id, extensions, encode, decode, inspect, series, about }: Codec): string[] => [
  code(id),
  codes(extensions),
  yes(decode),
  yes(encode),
  yes(inspect),
  yes(series),
  sentence(about.equation),
  about.citation,
];

function codecParameters({ id, params }: Codec): string[] {
  const rows = Object.entries(params).map(([name, parameter]) => [
    code(name),
    valueText(parameter),
    parameter.unit ?? '',
    defaultText(parameter),
    sentence(parameter.doc),
  ]);
  return rows.length === 0
    ? []
    : [`### ${code(id)}`, table(['parameter', 'value', 'unit', 'default', 'meaning'], rows)];
}

const DETECTOR_DOCS: Readonly<Record<string, string>> = {
  '.expt': 'experiment lists of dxtbx, as DIALS writes them: detector, beam and scan',
  '.xds': 'XPARM.XDS and GXPARM.XDS: detector, beam and scan, in the frame of XDS',
  '.inp': 'XDS.INP: detector with its segments, beam and scan, in the frame of XDS',
  '.geom': 'geometry files of CrystFEL: panels with shifts and bad regions, photon energy',
};
const SIDECAR_DOCS: Readonly<Record<string, string>> = {
  '.inp': '`XDS.INP`: input of XDS for the images of the run',
  '.txt': 'instructions for the import into DIALS',
  '.expt': 'the geometry and the scan for DIALS (dxtbx)',
  '.geom': 'the geometry for CrystFEL',
};
const REFLECTION_DOCS: Readonly<Record<ReflectionFile['format'], readonly [name: string, holds: string]>> = {
  hkl: ['text', 'lines of `h k l F`'],
  mtz: ['MTZ', 'amplitudes or intensities in named columns, with Friedel pairs; cell and space group'],
  mmcif: ['mmCIF', 'reflections of the PDB; cell and space group'],
  crystfel: ['CrystFEL', 'merged lists with their point group'],
  xds: ['XDS_ASCII.HKL', 'measured intensities; converted to amplitudes with `--intensities`'],
};

/** Returns the text about a key of a table in the code. */
function textFor(texts: Readonly<Record<string, string>>, key: string): string {
  const text = texts[key];
  if (text === undefined) throw new Error(`tools/reference-pages/formats.ts has no text about '${key}': add one`);
  return text;
}

/** Returns the page of file formats, from the codecs and the tables of detector files and sidecar files. */
export async function formatsPage(): Promise<string> {
  const all = await Promise.all([...codecs.keys()].map((id) => fromRegistry(codecs, id, 'image format')));
  const sidecars = Object.keys({ ...ABOUT_FILES, ...ABOUT_GEOMETRY });
  return page('File formats', 'tools/reference-pages/formats.ts', [
    'The checks of input files are described in [input-files.md](../input-files.md), the exchange with other programs in ' +
      '[interop.md](../interop.md).',
    '## Images',
    'The extension of a name determines the format that is written; the format of a file that is read is detected from its content, or else from its ' +
      'name. "Metadata" means that information besides pixels is read as well, "Series" that one file can hold all images.',
    table(['id', 'extensions', 'read', 'written', 'metadata', 'series', 'layout', 'source'], all.map(codecRow)),
    ...all.flatMap(codecParameters),
    '## Files of detectors',
    'Instead of a name, `detector.model` (`--detector`) names a file:',
    table(
      ['extension', 'meaning'],
      Object.keys(DETECTOR_FORMATS).map((key) => [code(key), textFor(DETECTOR_DOCS, key)]),
    ),
    '## Files about images',
    'Further outputs (`-o`) of `braggsim simulate`, written for other programs:',
    table(
      ['extension', 'meaning'],
      sidecars.map((key) => [code(key), textFor(SIDECAR_DOCS, key)]),
    ),
    '## Structure factors',
    'Formats of `structureFactors.file` (`--hkl`), detected from the content; any of them may be compressed with gzip. Models ' +
      '(`structureFactors.model`) are PDB or mmCIF: see [structure factors](../guide/structure-factors.md).',
    table(
      ['id', 'format', 'contents'],
      Object.entries(REFLECTION_DOCS).map(([id, [name, holds]]) => [code(id), name, holds]),
    ),
    '## Detectors by name',
    'Values of `detector.model` (`--detector`) that need no file:',
    table(
      ['name', 'pixels, fast × slow', 'pixel, mm', 'panels', 'source of the sizes'],
      Object.entries(CATALOGUE).map(([name, { section, source }]) => [
        code(name),
        section.panels
          ? [...new Set(section.panels.map((p) => `${p.pixelsFast} × ${p.pixelsSlow}`))].join(', ')
          : `${section.pixelsFast} × ${section.pixelsSlow}`,
        String(section.pixelMm ?? ''),
        String(section.panels?.length ?? 1),
        source,
      ]),
    ),
  ]);
}
