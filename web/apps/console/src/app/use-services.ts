import type { Fetch } from '@firstword/react/client';
import { useMemo } from 'react';

import { upload } from '../documents/upload.js';
import { UploadQueue } from '../documents/upload-queue.js';
import { Api } from '../shared/api.js';
import type { Credential } from './credential.js';

/** The services of the console, besides the client for turns and conversations. */
export interface Services {
  readonly api: Api;
  /** Uploads in progress. They continue across pages. */
  readonly uploads: UploadQueue;
}

/** Creates the services, which send the credential with every request. */
export function useServices(credential: Credential): Services {
  return useMemo(() => {
    const ask: Fetch = (path, init) => fetch(path, init);
    return {
      api: new Api(ask, credential.headers),
      uploads: new UploadQueue(upload, credential.headers),
    };
  }, [credential]);
}
