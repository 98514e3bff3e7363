import { testResumed } from './resumed.fixture';

testResumed('wavelength');
