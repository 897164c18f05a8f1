import { CopyButton } from '@firstword/react';
import { type ReactNode, useState } from 'react';

import { downloadFile } from '../shared/download.js';
import { strings } from '../shared/strings.js';
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
      <CopyButton text={link} label={strings.playground.link} />
      <button
        type="button"
        className="fw-quiet-button"
        aria-disabled={image === undefined}
        title={image === undefined ? strings.playground.imageLater : undefined}
        onClick={() => {
          if (image !== undefined) void save(image);
        }}
      >
        {strings.playground.saveImage}
      </button>
      {failed && <p role="alert">{strings.playground.imageFailed}</p>}
    </div>
  );
}
