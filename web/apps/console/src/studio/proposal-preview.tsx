import type { ProfileSummary } from '@firstword/react/client';
import type { ReactNode } from 'react';

import { strings } from '../shared/strings.js';

/** A preview of the structure, before anything is written. */
export function ProposalPreview({ profile }: { readonly profile: ProfileSummary }): ReactNode {
  return (
    <section className="proposal proposal-preview" aria-labelledby="preview">
      <h3 id="preview">{strings.studio.previewTitle}</h3>
      <p>{strings.studio.previewText}</p>
      <ol>
        {profile.sections?.map((title) => (
          <li key={title}>{title}</li>
        ))}
      </ol>
    </section>
  );
}
