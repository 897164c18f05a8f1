export { attachmentsOf } from '../turn/chat-message.js';
export { AttachmentList, type AttachmentListProps } from './attachment-list.js';
export type { AttachedFile, AttachmentsView } from './attachment-queue.js';
export type { ComposerAttachments, DropTarget } from './composer-attachments.js';
export { type AttachmentLimits, type AttachmentProblem, defaultLimits } from './limits.js';
export { MessageAttachments, type MessageAttachmentsProps } from './message-attachments.js';
export {
  AttachButton,
  type AttachButtonProps,
  type MessageDraftAttachments,
  useAttachments,
} from './use-attachments.js';
