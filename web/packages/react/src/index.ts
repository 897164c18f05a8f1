export { type ChatMessage, isContinuable, type MessageState } from './turn/chat-message.js';
export type { ChatSnapshot, HistoryState } from './chat/chat-snapshot.js';
export type { TurnDetails } from './chat/chat-session.js';
export {
  type OptimisticChat,
  type OptimisticChatOptions,
  useOptimisticChat,
} from './chat/use-optimistic-chat.js';
export { defaultLabels, type Labels } from './labels/labels.js';

export {
  type CodeRendererProps,
  type DiagramRendererProps,
  type ImageRendererProps,
  type LinkRendererProps,
  type MarkdownRenderers,
  MarkdownRenderersProvider,
  type MathRendererProps,
} from './markdown/renderers.js';
export { StreamedMarkdown, type StreamedMarkdownProps } from './markdown/streamed-markdown.js';
export { AnswerNowButton, type AnswerNowButtonProps } from './parts/answer-now-button.js';
export { CancelButton, type CancelButtonProps } from './parts/cancel-button.js';
export {
  Composer,
  type ComposerDetails,
  type ComposerHandle,
  type ComposerProps,
} from './parts/composer.js';
export { CopyButton, type CopyButtonProps } from './markdown/copy-button.js';
export { EstimatedTime, type EstimatedTimeProps } from './parts/estimated-time.js';
export {
  AssistantMessage,
  type AssistantMessageProps,
  UserMessage,
  type UserMessageProps,
} from './parts/messages.js';
export {
  ConnectionNotice,
  type ConnectionNoticeProps,
  FailureNotice,
  type FailureNoticeProps,
  SlowNotice,
  type SlowNoticeProps,
} from './parts/notices.js';
export { PhaseNotes, type PhaseNotesProps } from './parts/phase-notes.js';
export { QuickSummary, type QuickSummaryProps } from './parts/quick-summary.js';
export { SectionProgress, type SectionProgressProps } from './parts/section-progress.js';
export { MessageSkeleton, ShimmerSkeleton, type SkeletonProps } from './parts/skeletons.js';
export { Sources, type SourcesProps } from './parts/sources.js';
export { Thinking, type ThinkingProps } from './parts/thinking.js';
export {
  ThinkingIndicator,
  type ThinkingIndicatorProps,
  type TimedPhrase,
} from './parts/thinking-indicator.js';
export { ToolCalls, type ToolCallsProps } from './parts/tool-calls.js';
export { Transcript, type TranscriptProps } from './parts/transcript.js';
export { TurnStatus, type TurnStatusProps } from './parts/turn-status.js';
export { type Prepare, type PrepareOptions, usePrepare } from './prepare/use-prepare.js';
export { type TimeLeft, timeLeft } from './turn/time-left.js';
export { isWriting } from './turn/answer-steps.js';
export { turnReducer } from './turn/turn-reducer.js';
export {
  emptyTurn,
  type Failure,
  type PhaseView,
  type SectionView,
  type StepView,
  type ThoughtView,
  type ToolCallView,
  type TurnEnd,
  type TurnView,
} from './turn/turn-view.js';
export type { TurnSnapshot } from './ask/turn-session.js';
export { type Turn, type TurnOptions, useTurn } from './ask/use-turn.js';
export { LabelsProvider, useLabels } from './labels/use-labels.js';
