import { useState } from 'react';
import { commandOf, EXPORTED_NAME, experimentYaml, namedFiles } from '../../simulate/export';
import { attempt, download } from '../actions';
import { useApp, useSettings } from '../model';
import { Panel } from './Panel';

/** The experiment as a file, and the command that computes the same image. */
export function ExportPanel() {
  const app = useApp();
  const { experiment, kernel } = useSettings();
  const [copied, setCopied] = useState<string>();
  const command = commandOf(experiment);
  const files = namedFiles(experiment);
  const save = async (): Promise<void> =>
    download(new Blob([await experimentYaml(experiment, kernel)], { type: 'text/yaml' }), EXPORTED_NAME);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(command);
    setCopied(command);
  };
  return (
    <Panel title="Experiment file and command" isOpen={false}>
      <code className="command">{command}</code>
      {files.length > 0 && <p className="note">The command needs {files.join(', ')} beside the file.</p>}
      <div className="buttons">
        <button type="button" onClick={() => void attempt(app, save)}>
          Save experiment
        </button>
        <button type="button" onClick={() => void attempt(app, copy)}>
          {copied === command ? 'Copied' : 'Copy command'}
        </button>
      </div>
    </Panel>
  );
}
