import { CopyButton } from '@firstword/react';
import type { ReactNode } from 'react';

import { latencyStrings } from '../shared/latency-strings.js';
import { EvidenceList } from './evidence-list.js';
import type { AppliedFinding, DiagnosisReport, Finding, TreeNode } from './latency-records.js';
import { savings } from './saving-text.js';

/** The decision tree of the diagnosis. The path to the first recommendation is highlighted. */
export function DiagnosisTree({ report }: { readonly report: DiagnosisReport }): ReactNode {
  return (
    <ol className="tree">
      <Node node={report.tree} report={report} />
    </ol>
  );
}

interface NodeProps {
  readonly node: TreeNode;
  readonly report: DiagnosisReport;
}

function Node({ node, report }: NodeProps): ReactNode {
  const words = latencyStrings.diagnosis;
  const { question, answer, on, lit, evidence, reason, children } = node;
  if (question === undefined) {
    return <Leaf node={node} report={report} />;
  }
  return (
    <li className="tree-node" data-lit={lit ? '' : undefined}>
      {on !== undefined && <p className="tree-on">{on}</p>}
      <p className="tree-question">
        {question}
        {lit && <span className="fw-visually-hidden"> ({words.lit})</span>}
      </p>
      {answer !== undefined && (
        <p className="tree-answer">
          <span className="fw-visually-hidden">{words.answer}: </span>
          {answer}
        </p>
      )}
      {lit && <EvidenceList evidence={evidence} />}
      {lit && reason !== '' && <p className="tree-reason">{reason}</p>}
      <ol>
        {(children ?? []).map((child) => (
          <Node key={child.id} node={child} report={report} />
        ))}
      </ol>
    </li>
  );
}

/** A leaf of the tree: a technique, or that nothing was found. */
function Leaf({ node, report }: NodeProps): ReactNode {
  const words = latencyStrings.diagnosis;
  const finding = report.findings.find(({ id }) => id === node.id);
  const applied = report.applied.find(({ id }) => id === node.id);
  return (
    <li className="tree-node tree-leaf" id={`leaf-${node.id}`} data-lit={node.lit ? '' : undefined}>
      {node.on !== undefined && (
        <p className="tree-on">
          {node.on}
          {node.lit && <span className="fw-visually-hidden"> ({words.lit})</span>}
          {report.enough && !node.lit && finding === undefined && applied === undefined && (
            <span className="tree-not"> {words.notHere}</span>
          )}
        </p>
      )}
      {finding !== undefined && <FindingCard finding={finding} />}
      {applied !== undefined && <AppliedCard applied={applied} />}
    </li>
  );
}

/** What to change, with the configuration line and the predicted saving. */
function FindingCard({ finding }: { readonly finding: Finding }): ReactNode {
  const words = latencyStrings.diagnosis;
  return (
    <div className="finding">
      <h4>{finding.title}</h4>
      <p>{finding.technique}</p>
      <p className="finding-setting">
        <code>{finding.setting}</code>
        <CopyButton text={finding.setting} label={words.copySetting} />
      </p>
      <dl className="finding-savings">
        {savings(finding.saving).map(({ name, text }) => (
          <div key={name}>
            <dt>
              {words.saving}: {name.toLowerCase()}
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p className="latency-note">
        {finding.saving.basis}; {words.share(finding.share)}
      </p>
      <EvidenceList evidence={finding.evidence} />
    </div>
  );
}

/** The predicted and the measured saving of a change that was made. */
function AppliedCard({ applied }: { readonly applied: AppliedFinding }): ReactNode {
  const words = latencyStrings.diagnosis;
  const measured = new Map(savings(applied.measured).map(({ name, text }) => [name, text]));
  return (
    <div className="finding" data-applied="">
      <h4>
        {applied.title}{' '}
        <span className="tag" data-tone="met">
          {words.applied}
        </span>
      </h4>
      <table className="figures">
        <thead>
          <tr>
            <td />
            <th scope="col" className="figures-text">
              {words.saving}
            </th>
            <th scope="col" className="figures-text">
              {words.measured}
            </th>
          </tr>
        </thead>
        <tbody>
          {savings(applied.predicted).map(({ name, text }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td className="figures-text">{text}</td>
              <td className="figures-text">{measured.get(name) ?? '–'}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <p className="latency-note">
        {words.since(latencyStrings.time(new Date(applied.since)), applied.turns)}
      </p>
    </div>
  );
}
