import type { DragEventHandler, ReactNode } from 'react';

import type { AttachmentPart } from '../client/index.js';

/** The images and files of a message that is being written, in the form that `Composer` takes. */
export interface ComposerAttachments {
  /** `reading`: at least one file is still being read, and nothing can be sent. */
  readonly state: 'empty' | 'reading' | 'ready';
  /** The files that have been read, for a request. */
  readonly parts: readonly AttachmentPart[];
  /** True while files are dragged over the page's drop target. */
  readonly draggedOver: boolean;
  /** Adds files, or says why not. */
  readonly add: (files: Iterable<File>) => void;
  /** Removes all files. */
  readonly clear: () => void;
  /** Opens the file dialog. */
  readonly button: ReactNode;
  /** The files, and the reasons why others were refused. */
  readonly list: ReactNode;
  /** Props of an element on which files can be dropped. `Composer` is one. */
  readonly dropTarget: DropTarget;
}

export interface DropTarget {
  readonly onDragOver: DragEventHandler;
  readonly onDragLeave: DragEventHandler;
  readonly onDrop: DragEventHandler;
}
