import {
  AssistantMessage,
  CancelButton,
  Composer,
  ConnectionNotice,
  CopyButton,
  defaultLabels,
  EstimatedTime,
  FailureNotice,
  LabelsProvider,
  MessageSkeleton,
  PhaseNotes,
  QuickSummary,
  SectionProgress,
  ShimmerSkeleton,
  SlowNotice,
  Sources,
  Thinking,
  ThinkingIndicator,
  ToolCalls,
  type TurnView,
  UserMessage,
} from '@firstword/react';
import { MessageAttachments } from '@firstword/react/attachments';
import { QueuedMessageList, type QueuedMessages } from '@firstword/react/queue';
import type { ReactNode } from 'react';

import {
  addedFiles,
  ComposerWithFiles,
  questionWithFiles,
  refusedFiles,
} from './example-attachments.js';
import {
  justThinking,
  noProgress,
  slowThought,
  textAfterThought,
  thinkingAbout,
  thinkingAgain,
  thought,
  thoughtBeforeText,
  thoughtInFull,
  thoughtInOutline,
} from './example-thoughts.js';
import {
  failedCall,
  finishedCall,
  longCall,
  parallelCalls,
  readyCall,
  rightToLeftCall,
  runningCall,
  usualCall,
  callOnTime,
  lateCall,
  slowTool,
  stoppedCall,
  storedTools,
  textAfterTools,
  toolsBeforeText,
  writingCall,
} from './example-tools.js';
import {
  answer,
  failure,
  grounded,
  limited,
  pendingAnswer,
  question,
  slow,
  stoppedAnswer,
  streamingAnswer,
  summarised,
  thinking,
  waiting,
  writing,
} from './example-turns.js';

/** One state of a part, with the code that renders it. */
export interface Example {
  readonly state: string;
  readonly code: string;
  readonly shown: (startedAtMs: number) => ReactNode;
}

/** A part in all of its states. */
export interface PartExamples {
  readonly part: string;
  readonly examples: readonly Example[];
}

const nothing = (): void => undefined;
const accepted = (): boolean => true;

function example(state: string, code: string, shown: Example['shown']): Example {
  return { state, code, shown };
}

function slowly(turn: TurnView): ReactNode {
  return (
    <>
      <ThinkingIndicator turn={turn} />
      <SlowNotice turn={turn}>
        <CancelButton onCancel={nothing} />
      </SlowNotice>
    </>
  );
}

const message = '<AssistantMessage message={message} />';
const indicator = '<ThinkingIndicator turn={message.turn} />';
const thoughts = '<Thinking turn={message.turn} />';
const toolCalls = '<ToolCalls turn={message.turn} />';
const expandedCalls = '<ToolCalls turn={message.turn} expanded />';
const composer =
  '<Composer attachments={attachments} active={active} onSend={send} onCancel={cancel} />';
const slowThinking = `${indicator}
<SlowNotice turn={message.turn}><CancelButton onCancel={cancel} /></SlowNotice>`;
const summary = '<QuickSummary turn={turn} expected />';

const queuedList = '<QueuedMessageList queued={queued} onEdit={edit} />';
const queued: QueuedMessages = {
  messages: [
    { key: '1', text: 'And what does it cost?' },
    { key: '2', text: 'Compare it with a small virtual machine that runs all the time.' },
  ],
  paused: false,
  add: accepted,
  remove: () => undefined,
  sendNow: nothing,
};

/** All visible parts, in the order in which a user encounters them. */
export const parts: readonly PartExamples[] = [
  {
    part: 'Composer',
    examples: [
      example('ready', '<Composer active={active} onSend={send} onCancel={cancel} />', () => (
        <Composer active={false} onSend={accepted} onCancel={nothing} />
      )),
      example(
        'an answer is under way',
        '<Composer active onSend={send} onCancel={cancel} />',
        () => <Composer active onSend={accepted} onCancel={nothing} />,
      ),
    ],
  },
  {
    part: 'QueuedMessageList',
    examples: [
      example('two messages wait for the end of the answer', queuedList, () => (
        <QueuedMessageList queued={queued} onEdit={nothing} />
      )),
      example('the last answer failed', queuedList, () => (
        <QueuedMessageList queued={{ ...queued, paused: true }} onEdit={nothing} />
      )),
    ],
  },
  {
    part: 'UserMessage',
    examples: [
      example('sent', '<UserMessage message={message} />', () => (
        <UserMessage message={question} />
      )),
    ],
  },
  {
    part: 'AssistantMessage',
    examples: [
      example('pending', message, () => <AssistantMessage message={pendingAnswer} />),
      example('streaming', message, () => <AssistantMessage message={streamingAnswer} />),
      example('complete', message, () => <AssistantMessage message={answer} />),
      example('cancelled', message, () => <AssistantMessage message={stoppedAnswer} />),
    ],
  },
  {
    part: 'Skeletons',
    examples: [
      example('of a message', '<MessageSkeleton />', () => <MessageSkeleton />),
      example('in sections, moving', '<ShimmerSkeleton sections={2} />', () => (
        <ShimmerSkeleton sections={2} />
      )),
    ],
  },
  {
    part: 'ThinkingIndicator',
    examples: [
      example('a phase of the server', indicator, () => <ThinkingIndicator turn={waiting} />),
      example('awaiting the first words', indicator, () => <ThinkingIndicator turn={thinking} />),
      example('writing', indicator, () => <ThinkingIndicator turn={{ ...writing, phases: [] }} />),
      example(
        'the server names no phase',
        "<ThinkingIndicator turn={turn} phrases={[{ afterMs: 0, label: 'Reading your brief' }]} />",
        () => (
          <ThinkingIndicator
            turn={{ ...waiting, phases: [] }}
            phrases={[{ afterMs: 0, label: 'Reading your brief' }]}
          />
        ),
      ),
    ],
  },
  {
    part: 'EstimatedTime',
    examples: [
      example(
        'counting down',
        '<EstimatedTime turn={turn} startedAtMs={startedAtMs} />',
        (startedAtMs) => <EstimatedTime turn={thinking} startedAtMs={startedAtMs} />,
      ),
      example(
        'later than usual',
        '<EstimatedTime turn={turn} startedAtMs={startedAtMs} />',
        (startedAtMs) => <EstimatedTime turn={thinking} startedAtMs={startedAtMs - 20_000} />,
      ),
    ],
  },
  {
    part: 'SectionProgress',
    examples: [
      example('before the first', '<SectionProgress turn={turn} expected={5} />', () => (
        <SectionProgress turn={waiting} expected={5} />
      )),
      example('two of five', '<SectionProgress turn={turn} />', () => (
        <SectionProgress turn={writing} />
      )),
    ],
  },
  {
    part: 'QuickSummary',
    examples: [
      // Two regions of a page need different names.
      example('pending', summary, () => (
        <LabelsProvider value={{ ...defaultLabels, summary: 'In a moment' }}>
          <QuickSummary turn={waiting} expected />
        </LabelsProvider>
      )),
      example('complete', summary, () => <QuickSummary turn={summarised} expected />),
    ],
  },
  {
    part: 'Notices',
    examples: [
      example(
        'slow',
        '<SlowNotice turn={turn}><CancelButton onCancel={cancel} /></SlowNotice>',
        () => (
          <SlowNotice turn={slow}>
            <CancelButton onCancel={nothing} />
          </SlowNotice>
        ),
      ),
      example('the connection was lost', '<ConnectionNotice connection={connection} />', () => (
        <ConnectionNotice connection="retrying" />
      )),
      example('offline', '<ConnectionNotice connection={connection} />', () => (
        <ConnectionNotice connection="offline" />
      )),
      example('failed', '<FailureNotice failure={message.failure} onRetry={retry} />', () => (
        <FailureNotice failure={failure} onRetry={nothing} />
      )),
      example('limited', '<FailureNotice failure={message.failure} onRetry={retry} />', () => (
        <FailureNotice failure={limited} onRetry={nothing} />
      )),
    ],
  },
  {
    part: 'Sources and PhaseNotes',
    examples: [
      example('found', '<Sources turn={turn} />', () => <Sources turn={grounded} />),
      example('with less', '<PhaseNotes turn={turn} />', () => <PhaseNotes turn={grounded} />),
    ],
  },
  {
    part: 'Buttons',
    examples: [
      example('cancel', '<CancelButton onCancel={cancel} />', () => (
        <CancelButton onCancel={nothing} />
      )),
      example('stopping', '<CancelButton onCancel={cancel} stopping />', () => (
        <CancelButton onCancel={nothing} stopping />
      )),
      example('copy', '<CopyButton text={message.text} label="Copy answer" />', () => (
        <CopyButton text={answer.text} label="Copy answer" />
      )),
    ],
  },
  {
    part: 'Thinking',
    examples: [
      example('thinking', thoughts, () => <Thinking turn={justThinking} />),
      example('with a headline and tokens', thoughts, () => <Thinking turn={thinkingAbout} />),
      example('several thoughts', thoughts, () => <Thinking turn={thinkingAgain} />),
      example('longer than usual', slowThinking, () => slowly(slowThought)),
      example('without progress', slowThinking, () => slowly(noProgress)),
    ],
  },
  {
    part: 'Thoughts',
    examples: [
      example('finished', thoughts, () => <Thinking turn={thought} />),
      example('with its text', thoughts, () => <Thinking turn={thoughtInFull} />),
      example('expanded', '<Thinking turn={message.turn} expanded />', () => (
        <Thinking turn={thoughtInFull} expanded />
      )),
      example('with headlines, expanded', '<Thinking turn={message.turn} expanded />', () => (
        <Thinking turn={thoughtInOutline} expanded />
      )),
      example('before the first words', message, () => (
        <AssistantMessage message={thoughtBeforeText} />
      )),
      example('in an answer', message, () => <AssistantMessage message={textAfterThought} />),
    ],
  },
  {
    part: 'ToolCalls',
    examples: [
      example('writing', toolCalls, () => <ToolCalls turn={writingCall} />),
      example('ready', toolCalls, () => <ToolCalls turn={readyCall} />),
      example('running', toolCalls, () => <ToolCalls turn={runningCall} />),
      example('running, usual duration', toolCalls, () => <ToolCalls turn={usualCall} />),
      example('running, time left', toolCalls, () => <ToolCalls turn={callOnTime} />),
      example('running, late', toolCalls, () => <ToolCalls turn={lateCall} />),
      example('finished', toolCalls, () => <ToolCalls turn={finishedCall} />),
      example('failed', toolCalls, () => <ToolCalls turn={failedCall} />),
      example('stopped', toolCalls, () => <ToolCalls turn={stoppedCall} />),
      example('in parallel', toolCalls, () => <ToolCalls turn={parallelCalls} />),
      example('longer than usual', slowThinking, () => slowly(slowTool)),
    ],
  },
  {
    part: 'Tool results',
    examples: [
      example('expanded', expandedCalls, () => <ToolCalls turn={finishedCall} expanded />),
      example('failed, expanded', expandedCalls, () => <ToolCalls turn={failedCall} expanded />),
      example('a long result', expandedCalls, () => <ToolCalls turn={longCall} expanded />),
      example('from right to left', expandedCalls, () => (
        <ToolCalls turn={rightToLeftCall} expanded />
      )),
      example('before the first words', message, () => (
        <AssistantMessage message={toolsBeforeText} />
      )),
      example('between texts', message, () => <AssistantMessage message={textAfterTools} />),
      example('in the history', message, () => <AssistantMessage message={storedTools} />),
    ],
  },
  {
    part: 'Images and files',
    examples: [
      example('added', composer, () => <ComposerWithFiles view={addedFiles} />),
      example('dragged over', composer, () => (
        <ComposerWithFiles view={{ files: [], problems: [] }} draggedOver />
      )),
      example('refused', composer, () => <ComposerWithFiles view={refusedFiles} />),
      example(
        'in a message',
        '<UserMessage message={message}><MessageAttachments message={message} /></UserMessage>',
        () => (
          <UserMessage message={questionWithFiles}>
            <MessageAttachments message={questionWithFiles} />
          </UserMessage>
        ),
      ),
    ],
  },
];
