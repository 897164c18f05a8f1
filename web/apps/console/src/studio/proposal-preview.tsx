import type { ProfileSummary } from '@firstword/react/client';
import type { ReactNode } from 'react';

import { studioStrings } from '../shared/studio-strings.js';

/** A preview of the structure, before anything is written. */
export function ProposalPreview({ profile }: { readonly profile: ProfileSummary }): ReactNode {
  return (
    <section className="proposal proposal-preview" aria-labelledby="preview">
      <h3 id="preview">{studioStrings.previewTitle}</h3>
      <p>{studioStrings.previewText}</p>
      <ol>
        {profile.sections?.map((title) => (
          <li key={title}>{title}</li>
        ))}
      </ol>
    </section>
  );
}
