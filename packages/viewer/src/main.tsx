import { createRoot } from 'react-dom/client';
import { Application } from './app/Application';
import { report } from './app/actions';
import { compareOnChange } from './app/compare-actions';
import { listenToKeys } from './app/keys';
import { predictOnChange } from './app/lattice-actions';
import { AppContext, createApp } from './app/model';
import { offerOnChange } from './app/refine-actions';
import { areServed, openServedFiles } from './app/served-files';
import { simulateOnChange } from './app/simulate-actions';
import { readLink } from './state/share-link';

const { settings, problem } = readLink(location.hash);
// What `braggsim view` shows is known in a moment; nothing else is simulated until then.
const app = createApp(areServed() && location.hash.length < 2 ? { ...settings, mode: 'view' } : settings);
if (problem) report(app, problem);
listenToKeys(app);
simulateOnChange(app);
compareOnChange(app);
offerOnChange(app);
predictOnChange(app);
globalThis.braggsim = app;

void openServedFiles(app);
if (app.settings.get().mode !== 'simulate') app.files.start();

createRoot(document.querySelector('#root') as Element).render(
  <AppContext.Provider value={app}>
    <Application />
  </AppContext.Provider>,
);
