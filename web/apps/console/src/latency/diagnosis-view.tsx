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
 * The verdict, the failures, the first recommendation with its predicted saving, the tree that leads to it, and
 * the changes already made.
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
              <p>
                <b>{report.verdict.sentence}</b>
              </p>
              {report.verdict.state !== 'failing' && first !== undefined && (
                <p>
                  {first.technique}{' '}
                  <span className="diagnosis-saving">{savingSentence(first.saving)}</span>{' '}
                  <a href={`#leaf-${first.id}`}>{words.show}</a>
                </p>
              )}
              {!report.enough && (
                <p>{words.tooFew(report.turns, latencyStrings.windowsInWords[window])}</p>
              )}
            </section>
            {report.failures.failed > 0 && (
              <section aria-labelledby="diagnosis-failures">
                <h3 id="diagnosis-failures">
                  {words.failures(report.failures.failed, report.failures.turns)}
                </h3>
                <ul className="mistakes">
                  {report.failures.causes.map(({ code, model, turns, remedy }) => (
                    <li key={`${code} ${model}`}>
                      <p>
                        <code>{code}</code>
                        {model !== '' && `, ${model}`}: {words.failedTurns(turns)}. {remedy}
                      </p>
                    </li>
                  ))}
                </ul>
              </section>
            )}
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
