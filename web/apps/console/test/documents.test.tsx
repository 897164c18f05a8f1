import { ConnectionLostError, ProblemError } from '@firstword/react/client';
import { act, fireEvent, render, screen } from '@testing-library/react';
import { type ReactNode } from 'react';
import { describe, expect, it } from 'vitest';

import { Api } from '../src/shared/api.js';
import { type DocumentRecord, mediaTypeOf } from '../src/documents/document-records.js';
import { DocumentsPanel } from '../src/documents/documents-panel.js';
import type { Upload, UploadOptions } from '../src/documents/upload.js';
import { useDocuments } from '../src/documents/use-documents.js';
import { UploadQueue } from '../src/documents/upload-queue.js';

/** One upload, controlled by a test. */
interface Sent {
  readonly file: File;
  readonly options: UploadOptions;
  readonly arrive: () => void;
  readonly fail: (failure: Error) => void;
}

const ready: DocumentRecord = {
  id: 'doc_1',
  title: 'Handbook',
  source: 'handbook.md',
  media_type: 'text/markdown',
  bytes: 2_048,
  state: 'ready',
  created_at: '2026-11-26T12:00:00Z',
};

const noHeaders = () => ({});

function panelWith(documents: readonly DocumentRecord[]) {
  const sent: Sent[] = [];
  const upload: Upload = (file, options) =>
    new Promise((resolve, reject) => {
      sent.push({
        file,
        options,
        arrive: () => {
          resolve(ready);
        },
        fail: reject,
      });
    });
  const api = new Api(() => Promise.resolve(Response.json({ documents })), noHeaders);
  const uploads = new UploadQueue(upload, noHeaders);
  function Page(): ReactNode {
    return <DocumentsPanel documents={useDocuments(api, 0)} uploads={uploads} />;
  }
  render(<Page />);
  return sent;
}

function choose(...names: string[]): void {
  const files = names.map((name) => new File(['text'], name));
  fireEvent.change(screen.getByLabelText(/Choose files/), { target: { files } });
}

const settled = () => act(() => Promise.resolve());

describe('the documents', () => {
  it('explain their purpose while the list is empty', async () => {
    panelWith([]);

    expect(await screen.findByText(/No documents yet/)).toBeTruthy();
  });

  it('show their kind and size, or why one cannot be used', async () => {
    panelWith([
      ready,
      { ...ready, id: 'doc_2', title: '', state: 'failed', failure: 'It has a password.' },
    ]);

    expect(await screen.findByText('Markdown, 2.0 KB')).toBeTruthy();
    expect(screen.getByText('handbook.md')).toBeTruthy();
    expect(screen.getByText('It has a password.')).toBeTruthy();
  });

  it('show their progress', async () => {
    const sent = panelWith([]);
    choose('a.pdf');
    act(() => {
      sent[0]?.options.onProgress(0.4);
    });

    expect(screen.getByRole('progressbar').getAttribute('value')).toBe('40');
    expect(sent[0]?.options.mediaType).toBe('application/pdf');
    sent[0]?.arrive();
    await settled();

    expect(screen.queryByRole('progressbar')).toBeNull();
  });

  it('run two at a time', async () => {
    const sent = panelWith([]);
    choose('a.txt', 'b.txt', 'c.txt');

    expect(sent.map(({ file }) => file.name)).toEqual(['a.txt', 'b.txt']);

    sent[0]?.arrive();
    await settled();

    expect(sent.map(({ file }) => file.name)).toEqual(['a.txt', 'b.txt', 'c.txt']);
  });

  it('send nothing after they are cancelled', () => {
    const sent = panelWith([]);
    choose('a.txt');

    fireEvent.click(screen.getByRole('button', { name: 'Cancel the upload of a.txt' }));

    expect(sent[0]?.options.signal.aborted).toBe(true);
    expect(screen.queryByText('a.txt')).toBeNull();
  });

  it('can be retried after a connection failure', async () => {
    const sent = panelWith([]);
    choose('a.txt');
    sent[0]?.fail(new ConnectionLostError());
    await settled();
    expect(screen.getByRole('alert').textContent).toMatch(/server cannot be reached/);

    fireEvent.click(screen.getByRole('button', { name: 'Try again' }));

    expect(sent).toHaveLength(2);
    expect(screen.queryByRole('alert')).toBeNull();
  });

  it('offer no retry if the server rejects the file', async () => {
    const sent = panelWith([]);
    choose('a.pdf');
    sent[0]?.fail(new ProblemError(415, 'This is no PDF.', 'edit'));
    await settled();

    expect(screen.getByText('This is no PDF.')).toBeTruthy();
    expect(screen.queryByRole('button', { name: 'Try again' })).toBeNull();
  });

  it('of unsupported types are not sent', () => {
    const sent = panelWith([]);
    choose('holiday.jpeg');

    expect(screen.getByRole('alert').textContent).toMatch(/kind of file cannot be read/);
    expect(sent).toEqual([]);
  });
});

describe('mediaTypeOf', () => {
  it.each([
    ['Report.PDF', 'application/pdf'],
    ['notes.v2.md', 'text/markdown'],
    ['README', undefined],
    ['archive.zip', undefined],
  ])('takes %j for %j', (name, mediaType) => {
    expect(mediaTypeOf(name)).toBe(mediaType);
  });
});
