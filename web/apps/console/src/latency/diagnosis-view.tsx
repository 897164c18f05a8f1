import { type ReactNode, useCallback } from 'react';

import { latencyStrings } from '../shared/latency-strings.js';
import { DiagnosisTree } from './diagnosis-tree.js';
import { EvidenceList } from './evidence-list.js';
import type { DiagnosisReport } from './latency-records.js';
import type { LatencyViewProps } from './percentiles-view.js';
import { savingSentence } from './saving-text.js';
import { usePolledDocument } from './use-polled-document.js';
import { View } from './view-states.js';

/**
 * The first recommendation with its predicted saving, the tree that leads to it, and the changes already
 * made.
 */
export function DiagnosisView({ api, settings, everyMs }: LatencyViewProps): ReactNode {
  const { window } = settings;
  const load = useCallback(
    (signal: AbortSignal) =>
      api.get<DiagnosisReport>(`/api/latency/diagnosis?window=${window}`, signal),
    [api, window],
  );
  const latest = usePolledDocument(load, everyMs);
  const words = latencyStrings.diagnosis;
  return (
    <View latest={latest}>
      {(report) => {
        const [first] = report.findings;
        return (
          <>
            <section className="diagnosis-first" aria-labelledby="diagnosis-first">
              <h3 id="diagnosis-first">{words.title}</h3>
              {!report.enough ? (
                <p>{words.tooFew(report.turns, latencyStrings.windowsInWords[window])}</p>
              ) : first === undefined ? (
                <p>{words.nothing(report.turns)}</p>
              ) : (
                <p>
                  <b>{words.first(first.title)}</b> {first.technique}{' '}
                  <span className="diagnosis-saving">{savingSentence(first.saving)}</span>{' '}
                  <a href={`#leaf-${first.id}`}>{words.show}</a>
                </p>
              )}
            </section>
            {report.mistakes.length > 0 && (
              <section aria-labelledby="diagnosis-mistakes">
                <h3 id="diagnosis-mistakes">{words.mistakes}</h3>
                <ul className="mistakes">
                  {report.mistakes.map((mistake) => (
                    <li key={mistake.id}>
                      <p>{mistake.sentence}</p>
                      <EvidenceList evidence={mistake.evidence} />
                    </li>
                  ))}
                </ul>
              </section>
            )}
            <section aria-labelledby="diagnosis-tree">
              <h3 id="diagnosis-tree">{words.tree}</h3>
              <DiagnosisTree report={report} />
            </section>
          </>
        );
      }}
    </View>
  );
}
