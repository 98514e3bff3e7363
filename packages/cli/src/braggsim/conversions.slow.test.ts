import { describeConversions, FORMATS } from './conversions.fixture';

/** The fast lane has CBF. */
describeConversions(FORMATS.filter((format) => format !== 'cbf'));
