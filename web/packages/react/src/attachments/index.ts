export type { ComposerAttachments, DropTarget } from './composer-attachments.js';
export { type AttachmentLimits, defaultLimits } from './limits.js';
export { MessageAttachments, type MessageAttachmentsProps } from './message-attachments.js';
export { useAttachments } from './use-attachments.js';
