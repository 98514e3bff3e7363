import type { Shot } from '../../shot/make-shot';
import type { SpotColumns } from './spot-columns';
import type { StoredShot } from './stored-shot';

/** Writes the files of a shard in one layout. */
export interface LayoutWriter {
  add(shot: Shot, stored: StoredShot): void;
  /** Ends the files of the layout. @param spots spots of all shots, where the plan asks for them */
  end(spots: SpotColumns | undefined): void | Promise<void>;
  /** Gives up files that cannot be completed; never throws. */
  discard(): void;
}
