import type { PixelRectangle, RecordOf, SectionOf } from '@braggsim/core';
import type { panelParameters } from './panel-parameters';
import type { geometryParameters } from './parameters';

type Table = typeof geometryParameters;

/**
 * One panel of a multi-panel detector, in the frame of the detector plane: components along its fast, slow and normal, so that the
 * panels follow the detector plane's distance, tilt and beam centre.
 */
export type PanelRow = RecordOf<typeof panelParameters>;

/** The `detector` section of an experiment. */
export type DetectorSection = SectionOf<Table, 'detector'> & { readonly panels?: readonly PanelRow[] };
/** The `sensor` section within the `detector` section. */
export type SensorSection = NonNullable<DetectorSection['sensor']>;
/** The `absorption` section of an experiment. */
export type AbsorptionSection = SectionOf<Table, 'absorption'>;
/** The `goniometer` section of an experiment. */
export type GoniometerSection = SectionOf<Table, 'goniometer'>;
/** Fields of the `sampling` section that belong to the detector. */
export type DetectorSampling = Omit<SectionOf<Table, 'sampling'>, 'roi'> & { readonly roi?: PixelRectangle | null };

/** Names of the axes that the custom convention takes from the user. */
export type AxisName = keyof NonNullable<DetectorSection['axes']>;
