'use client';

import { type ReactNode, useState } from 'react';

import type { Labels } from '../labels/labels.js';
import { useLabels } from '../labels/use-labels.js';
import { ScrollRegion } from '../markdown/scroll-region.js';
import { isOpen } from '../turn/tool-calls.js';
import type { ToolCallView, TurnView } from '../turn/turn-view.js';
import { Disclosure } from './disclosure.js';
import { RunningClock } from './running-clock.js';
import { ToolMark, type ToolMarkState } from './tool-mark.js';
import { toolWaitText } from './tool-wait-text.js';
import { secondMs } from './use-elapsed-time.js';

export interface ToolCallsProps {
  readonly turn: Pick<TurnView, 'toolCalls' | 'status'>;
  /** True to show the arguments and results from the start. */
  readonly expanded?: boolean;
}

/**
 * All tool calls of a turn, oldest first. `AssistantMessage` shows them in their place between the texts: this is
 * for a page that does not use it.
 */
export function ToolCalls({ turn, expanded = false }: ToolCallsProps): ReactNode {
  return (
    <ToolCallGroup calls={turn.toolCalls} live={turn.status !== 'ended'} expanded={expanded} />
  );
}

export interface ToolCallGroupProps {
  /** The calls of one model call. They may run in parallel. */
  readonly calls: readonly ToolCallView[];
  /** Whether the answer is in progress. Otherwise, calls that have not ended were stopped. */
  readonly live: boolean;
  readonly expanded?: boolean;
}

/**
 * A line for each call. Several calls that ended before this page showed them are one line, which shows the others
 * on request. What a reader has seen stays where it is.
 */
export function ToolCallGroup({ calls, live, expanded = false }: ToolCallGroupProps): ReactNode {
  const labels = useLabels();
  const [wasOpen, setWasOpen] = useState(false);
  // The group may be there before its first call.
  if (!wasOpen && live && calls.some(isOpen)) setWasOpen(true);
  if (calls.length === 0) return null;
  const lines = (
    <ul className="fw-tools-list">
      {calls.map((call) => (
        <li key={call.id} className="fw-tool" data-state={stateOf(call, live)}>
          <ToolCallLine call={call} state={stateOf(call, live)} expanded={expanded} />
        </li>
      ))}
    </ul>
  );
  return (
    // Its language is that of the page, not of the answer around it.
    <div className="fw-tools" dir="auto">
      {wasOpen || calls.length === 1 ? (
        lines
      ) : (
        <Disclosure
          className="fw-tools-summary"
          label={<SummaryLabel calls={calls} labels={labels} />}
          expanded={expanded}
        >
          {lines}
        </Disclosure>
      )}
    </div>
  );
}

/** The server ends the calls of a stopped turn as failed, without a result. A tool that fails says why. */
function stateOf(call: ToolCallView, live: boolean): ToolMarkState {
  const endedWithTurn = isOpen(call) || (call.state === 'failed' && call.result === undefined);
  return !live && endedWithTurn ? 'stopped' : call.state;
}

function SummaryLabel(props: {
  readonly calls: readonly ToolCallView[];
  readonly labels: Labels;
}): ReactNode {
  const { calls, labels } = props;
  const failed = calls.filter(({ state }) => state === 'failed').length;
  return (
    <>
      <ToolMark state={failed === 0 ? 'finished' : 'failed'} />
      <Facts>
        <span>{labels.usedTools(calls.length)}</span>
        {failed > 0 && <span className="fw-tool-note">{labels.toolsFailed(failed)}</span>}
      </Facts>
    </>
  );
}

interface LineProps {
  readonly call: ToolCallView;
  readonly state: ToolMarkState;
}

function ToolCallLine(props: LineProps & { readonly expanded: boolean }): ReactNode {
  const { call, state, expanded } = props;
  const labels = useLabels();
  const { arguments: args, result } = call;
  const plain = args === '' && (result ?? '') === '';
  const label = <LineLabel call={call} state={state} plain={plain} />;
  if (plain) {
    return <div className="fw-tool-line">{label}</div>;
  }
  const resultLabel = state === 'failed' ? labels.toolError : labels.toolResult;
  return (
    <Disclosure className="fw-tool-line" label={label} expanded={expanded}>
      <dl>
        {args !== '' && (
          <ToolText
            name={labels.toolArguments}
            text={state === 'writing' ? args : indented(args)}
          />
        )}
        {result !== undefined && result !== '' && (
          <ToolText name={resultLabel} text={indented(result)} />
        )}
      </dl>
    </Disclosure>
  );
}

/**
 * @param props `plain`: it is no part of a button. A screen reader announces each change of the name of the button
 * that has the focus, so that one has a word in place of the clock.
 */
function LineLabel(props: LineProps & { readonly plain: boolean }): ReactNode {
  const { call, state, plain } = props;
  const { elapsedMs } = call;
  const labels = useLabels();
  const note = noteOf(state, labels);
  const wait = toolWaitText({ ...call, state: state === 'running' ? state : 'finished' }, labels);
  const ticking = isTicking({ call, state });
  const silent = ticking && !plain;
  return (
    <>
      <ToolMark state={state} />
      <Facts>
        <span className="fw-tool-label">
          <bdi>{labelOf(call)}</bdi>
        </span>
        {note !== undefined && (
          <span className="fw-tool-note" aria-hidden={silent || undefined}>
            {note}
          </span>
        )}
        {ticking ? (
          <RunningClock className="fw-tool-note" elapsedMs={elapsedMs ?? 0} silent={silent} />
        ) : (
          elapsedMs !== undefined && (
            <span className="fw-tool-note">
              <bdi>{labels.toolTook(Math.floor(elapsedMs / secondMs))}</bdi>
            </span>
          )
        )}
        {wait !== undefined && (
          <span className="fw-tool-note" aria-hidden={silent || undefined}>
            {wait}
          </span>
        )}
        {(note === undefined || silent) && (
          <span className="fw-visually-hidden">{`, ${wordOf(state, labels)}`}</span>
        )}
      </Facts>
    </>
  );
}

/** A label and its notes. Where they wrap, the line does not begin with a separator: two elements hide it. */
function Facts({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <span className="fw-tool-facts">
      <span>{children}</span>
    </span>
  );
}

function labelOf({ label, name }: ToolCallView): string {
  return label === '' ? name : label;
}

function isTicking({ call, state }: LineProps): boolean {
  return isOpen(call) && state !== 'stopped';
}

function wordOf(state: ToolMarkState, labels: Labels): string {
  return noteOf(state, labels) ?? (state === 'running' ? labels.toolRunning : labels.toolFinished);
}

/** The note for a reader. That a tool runs or is done shows in its clock and its mark. */
function noteOf(state: ToolMarkState, labels: Labels): string | undefined {
  switch (state) {
    case 'writing':
      return labels.toolWriting;
    case 'ready':
      return labels.toolReady;
    case 'failed':
      return labels.toolFailed;
    case 'stopped':
      return labels.toolStopped;
    case 'running':
    case 'finished':
      return undefined;
  }
}

/** Text of the model or of a tool, as it is: never markup. */
function ToolText({ name, text }: { readonly name: string; readonly text: string }): ReactNode {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <ScrollRegion className="fw-tool-text" kind="code" label={name}>
          <pre dir="auto">{text}</pre>
        </ScrollRegion>
      </dd>
    </>
  );
}

/** More digits than a number of JavaScript holds. */
const longNumber = /\d{16}/;

/** JSON with a line for each value; anything else as it is. */
function indented(text: string): string {
  if (!/^\s*[[{]/.test(text) || longNumber.test(text)) return text.trim();
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text.trim();
  }
}
