import { CopyButton } from '@firstword/react';
import { type ReactNode, useState } from 'react';

import { downloadFile } from '../shared/download.js';
import { playgroundStrings } from '../shared/playground-strings.js';
import { drawLaneImage, type LaneImage } from './lane-image.js';

export interface ShareProps {
  readonly link: string;
  /** Absent until both sides have ended. */
  readonly image: LaneImage | undefined;
}

/** Shares the settings as a link, and the result as a picture. */
export function Share({ link, image }: ShareProps): ReactNode {
  const [failed, setFailed] = useState(false);
  const save = async (drawn: LaneImage): Promise<void> => {
    try {
      downloadFile('firstword-comparison.png', await drawLaneImage(drawn));
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  return (
    <div className="share">
      <CopyButton text={link} label={playgroundStrings.link} />
      <button
        type="button"
        className="fw-quiet-button"
        aria-disabled={image === undefined}
        title={image === undefined ? playgroundStrings.imageLater : undefined}
        onClick={() => {
          if (image !== undefined) void save(image);
        }}
      >
        {playgroundStrings.saveImage}
      </button>
      {failed && <p role="alert">{playgroundStrings.imageFailed}</p>}
    </div>
  );
}
