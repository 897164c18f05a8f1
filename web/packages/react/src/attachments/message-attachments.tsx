'use client';

import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react';

import { type AttachmentPart, createClient, type FirstwordClient } from '../client/index.js';
import { useLabels } from '../labels/use-labels.js';
import { attachmentsOf, type ChatMessage } from '../turn/chat-message.js';
import { BlobImage, isDrawn } from './blob-image.js';
import { FileIcon } from './icons.js';
import { fileOf } from './read-file.js';
import { type AttachmentSource, contentOf, sizeOf } from './stored-content.js';

export interface MessageAttachmentsProps {
  readonly message: ChatMessage;
  /** The conversation of the message, whose stored attachments are loaded. */
  readonly conversationId?: string | undefined;
  /** Loads them, with its headers. Defaults to a client of the server that the page was loaded from. */
  readonly client?: Pick<FirstwordClient, 'attachment'> | undefined;
}

/** The images and files of a user's message: in this page's memory at first, from the server later. */
export function MessageAttachments(props: MessageAttachmentsProps): ReactNode {
  const { message, client, conversationId } = props;
  const labels = useLabels();
  const [defaultClient] = useState(() => createClient());
  const { attachments = [] } = attachmentsOf(message);
  const source = { client: client ?? defaultClient, conversationId };
  return attachments.length === 0 ? null : (
    <ul className="fw-message-attachments" aria-label={labels.attachments}>
      {attachments.map((part, index) => (
        <li key={index}>
          {part.type === 'image' && isDrawn(part.media_type) ? (
            <ImageTile part={part} source={source} />
          ) : (
            <FileButton part={part} source={source} />
          )}
        </li>
      ))}
    </ul>
  );
}

interface AttachmentProps {
  readonly part: AttachmentPart;
  readonly source: AttachmentSource;
}

/** An image, loaded once it comes near the visible part of the page. */
function ImageTile({ part, source }: AttachmentProps): ReactNode {
  const labels = useLabels();
  const tile = useRef<HTMLDivElement>(null);
  const near = useNearView(tile);
  const [content, setContent] = useState<Blob | 'lost' | undefined>(() => fileOf(part));
  const { client, conversationId } = source;
  const name = nameOf(part) ?? labels.image;
  const missing = content === undefined;
  useEffect(() => {
    if (!near || !missing) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    contentOf(part, { client, conversationId }, signal).then(
      (blob) => {
        if (!signal.aborted) setContent(blob ?? 'lost');
      },
      () => {
        if (!signal.aborted) setContent('lost');
      },
    );
    return () => {
      controller.abort();
    };
  }, [near, missing, part, client, conversationId]);
  if (content instanceof Blob) {
    return <BlobImage blob={content} alt={name} onOpen={openWindow} />;
  }
  return (
    <div ref={tile} className="fw-attachment-open" role="img" aria-label={name}>
      {content === 'lost' && labels.attachmentLost}
    </div>
  );
}

/** A file, which is saved on request. It is never opened: a browser would run what it contains. */
function FileButton({ part, source }: AttachmentProps): ReactNode {
  const labels = useLabels();
  const [state, setState] = useState<'idle' | 'loading' | 'lost'>('idle');
  const name = nameOf(part) ?? labels.file;
  const bytes = sizeOf(part);
  const save = async (): Promise<void> => {
    setState('loading');
    try {
      const content = await contentOf(part, source, new AbortController().signal);
      if (content !== undefined) download(content, name);
      setState(content === undefined ? 'lost' : 'idle');
    } catch {
      setState('lost');
    }
  };
  return (
    <button
      type="button"
      className="fw-attachment"
      aria-busy={state === 'loading'}
      onClick={() => void save()}
    >
      <span className="fw-attachment-picture">
        <FileIcon />
      </span>
      <span className="fw-attachment-what">
        <span className="fw-visually-hidden">{labels.saveAttachment} </span>
        <bdi className="fw-attachment-name">{name}</bdi>
        <span className="fw-attachment-size">
          {state === 'lost'
            ? labels.attachmentLost
            : bytes !== undefined
              ? labels.fileSize(bytes)
              : ''}
        </span>
      </span>
    </button>
  );
}

function nameOf(part: AttachmentPart): string | undefined {
  const name = part.name ?? fileOf(part)?.name;
  return name === '' ? undefined : name;
}

/** Shows an image in full size. Its type is one that a browser draws, and never runs. */
function openWindow(address: string): void {
  window.open(address, '_blank', 'noreferrer');
}

function download(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([content], { type: 'application/octet-stream' }));
  link.download = name;
  link.click();
  // The browser has taken the content by the next task.
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 0);
}

/** Whether an element is, or was, within a screen of the visible part of the page. */
function useNearView(element: RefObject<Element | null>): boolean {
  const [near, setNear] = useState(typeof IntersectionObserver === 'undefined');
  useEffect(() => {
    if (near || element.current === null) return undefined;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some(({ isIntersecting }) => isIntersecting)) setNear(true);
      },
      { rootMargin: '100%' },
    );
    observer.observe(element.current);
    return () => {
      observer.disconnect();
    };
  }, [element, near]);
  return near;
}
