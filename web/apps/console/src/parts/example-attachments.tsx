import { type ChatMessage, Composer, type ComposerProps } from '@firstword/react';
import {
  AttachButton,
  AttachmentList,
  type AttachmentsView,
  defaultLimits,
} from '@firstword/react/attachments';
import type { ReactNode } from 'react';

import { question } from './example-turns.js';

/** A small picture of a landscape. */
const picture =
  'iVBORw0KGgoAAAANSUhEUgAAADAAAAAwCAMAAABg3Am1AAAADFBMVEW/3+YLXW7ywU5vo49OdXTLAAAAYklEQVR4' +
  '2u2RMQ6AMAwDS/z/P4PEAIlNwYgFKR7veu3QMXo/WOxzzz8uIrwiwiw6+OIfYP40wAXm56lQLLliJcsuWc1eBgDb' +
  'C1Ydv1kYOXXHmbG7YcJtcML8YDHXQQcdHFsBEpoHuSc8POcAAAAASUVORK5CYII=';

const nothing = (): void => undefined;

function file(name: string, type: string, bytes: number): File {
  const content = Uint8Array.from(atob(picture), (character) => character.charCodeAt(0));
  const padding = new Uint8Array(Math.max(0, bytes - content.length));
  return new File([content, padding], name, { type });
}

const photo = file('The market on Saturday.png', 'image/png', 240_000);
const menu = file('Menu of the season, with prices.pdf', 'application/pdf', 1_200_000);

export const addedFiles: AttachmentsView = {
  files: [
    { key: 'photo', file: photo, progress: 1, part: { type: 'image', data: '' } },
    { key: 'menu', file: menu, progress: 0.4 },
  ],
  problems: [],
};

export const refusedFiles: AttachmentsView = {
  files: [],
  problems: [
    { reason: 'too large', name: 'Film of the market.mp4' },
    { reason: 'type', name: 'Orders.xlsx' },
  ],
};

/** A message field with files. */
export function ComposerWithFiles(props: {
  readonly view: AttachmentsView;
  readonly draggedOver?: boolean;
}): ReactNode {
  const { view, draggedOver = false } = props;
  const attachments: ComposerProps['attachments'] = {
    state: view.files.length === 0 ? 'empty' : 'reading',
    parts: [],
    draggedOver,
    add: nothing,
    clear: nothing,
    dropTarget: { onDragOver: nothing, onDragLeave: nothing, onDrop: nothing },
    button: <AttachButton types={defaultLimits.types} onFiles={nothing} />,
    list: <AttachmentList view={view} limits={defaultLimits} onRemove={nothing} />,
  };
  return (
    <Composer active={false} onSend={() => false} onCancel={nothing} attachments={attachments} />
  );
}

export const questionWithFiles: ChatMessage = {
  ...question,
  key: 'question-with-files',
  text: 'What does the bread on this picture cost?',
  parts: [
    { type: 'image', media_type: 'image/png', data: picture },
    {
      type: 'file',
      name: 'Menu of the season, with prices.pdf',
      media_type: 'application/pdf',
      sha256: '0',
      bytes: 1_200_000,
    },
  ],
};
