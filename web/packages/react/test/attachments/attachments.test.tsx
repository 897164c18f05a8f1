import { act, fireEvent, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import {
  type AttachmentLimits,
  MessageAttachments,
  useAttachments,
} from '../../src/attachments/index.js';
import type { AttachmentPart } from '../../src/client/index.js';
import { type ChatMessage, Composer, type ComposerDetails, UserMessage } from '../../src/index.js';

const addresses = new Set<string>();
let created = 0;

beforeEach(() => {
  addresses.clear();
  URL.createObjectURL = () => {
    created += 1;
    const address = `blob:${String(created)}`;
    addresses.add(address);
    return address;
  };
  URL.revokeObjectURL = (address) => {
    addresses.delete(address);
  };
});
afterEach(() => {
  vi.restoreAllMocks();
});

interface Sent {
  readonly text: string;
  readonly details: ComposerDetails | undefined;
}

function renderComposer(limits: Partial<AttachmentLimits> = {}): Sent[] {
  const sent: Sent[] = [];
  function Page() {
    const attachments = useAttachments(limits);
    return (
      <Composer
        active={false}
        onSend={(text, details) => {
          sent.push({ text, details });
          return true;
        }}
        onCancel={() => undefined}
        attachments={attachments}
      />
    );
  }
  render(<Page />);
  return sent;
}

const photo = new File(['photo'], 'photo.png', { type: 'image/png' });
const menu = new File(['menu'], 'menu.pdf', { type: 'application/pdf' });

function field(): HTMLElement {
  return screen.getByRole('textbox');
}

function dropped(...files: File[]) {
  return { dataTransfer: { files, types: ['Files'] } };
}

/** Waits until every file is read: the platform reads them in its own time. */
async function allRead(count: number): Promise<void> {
  await vi.waitFor(() => {
    expect(document.querySelectorAll('.fw-attachment[data-state=ready]')).toHaveLength(count);
  });
}

describe('a composer with attachments', () => {
  it('takes files that are chosen, pasted and dropped, and sends them with the text', async () => {
    const sent = renderComposer();
    const input = document.querySelector('input[type=file]');
    fireEvent.change(input ?? document.body, { target: { files: [photo] } });
    fireEvent.paste(field(), { clipboardData: { files: [menu], types: ['Files'] } });
    fireEvent.drop(field(), dropped(new File(['b'], 'b.png', { type: 'image/png' })));
    await allRead(3);

    fireEvent.change(field(), { target: { value: 'What is this?' } });
    fireEvent.keyDown(field(), { key: 'Enter' });

    expect(sent).toEqual([
      {
        text: 'What is this?',
        details: {
          attachments: [
            { type: 'image', name: 'photo.png', media_type: 'image/png', data: btoa('photo') },
            { type: 'file', name: 'menu.pdf', media_type: 'application/pdf', data: btoa('menu') },
            { type: 'image', name: 'b.png', media_type: 'image/png', data: btoa('b') },
          ],
        },
      },
    ]);
    expect(screen.queryByRole('list')).toBeNull();
  });

  it('sends files without a text', async () => {
    const sent = renderComposer();
    const button = screen.getByRole('button', { name: 'Send' });
    fireEvent.drop(field(), dropped(photo));
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(sent).toEqual([]);
    await allRead(1);
    expect(button.getAttribute('aria-disabled')).toBe('false');

    fireEvent.click(button);

    expect(sent).toMatchObject([{ text: '', details: { attachments: [{ name: 'photo.png' }] } }]);
    expect(button.getAttribute('aria-disabled')).toBe('true');
  });

  it('takes the files of an earlier message, to edit and send it again', async () => {
    const stored: AttachmentPart = {
      type: 'file',
      name: 'menu.pdf',
      media_type: 'application/pdf',
      sha256: 'ab',
      bytes: 4,
    };
    const lost: AttachmentPart = { type: 'image', sha256: 'cd' };
    const message: ChatMessage = {
      key: 'm',
      role: 'user',
      text: 'Look',
      state: 'sent',
      createdAtMs: 0,
      parts: [
        { type: 'image', name: 'photo.png', media_type: 'image/png', data: btoa('photo') },
        stored,
        lost,
      ],
    };
    const client = {
      attachment: (conversation: string, hash: string) =>
        hash === 'ab' && conversation === 'c1'
          ? Promise.resolve(new Blob(['menu']))
          : Promise.reject(new Error('Gone')),
    };
    const sent: (readonly AttachmentPart[])[] = [];
    function Page() {
      const attachments = useAttachments();
      return (
        <>
          <button
            type="button"
            onClick={() => void attachments.restore({ message, conversationId: 'c1', client })}
          >
            Edit
          </button>
          <Composer
            active={false}
            onSend={(_text, details) => {
              sent.push(details?.attachments ?? []);
              return true;
            }}
            onCancel={() => undefined}
            attachments={attachments}
          />
        </>
      );
    }
    render(<Page />);

    fireEvent.click(screen.getByRole('button', { name: 'Edit' }));
    await allRead(2);
    fireEvent.keyDown(field(), { key: 'Enter' });

    expect(sent).toEqual([
      [
        { type: 'image', name: 'photo.png', media_type: 'image/png', data: btoa('photo') },
        { type: 'file', name: 'menu.pdf', media_type: 'application/pdf', data: btoa('menu') },
      ],
    ]);
  });

  it('sends nothing while a file is read', async () => {
    const sent = renderComposer();
    fireEvent.drop(field(), dropped(photo));
    fireEvent.change(field(), { target: { value: 'What is this?' } });
    fireEvent.keyDown(field(), { key: 'Enter' });
    expect(sent).toEqual([]);
    expect(screen.getByRole('button', { name: 'Send' }).getAttribute('aria-disabled')).toBe('true');
    await allRead(1);

    fireEvent.keyDown(field(), { key: 'Enter' });

    expect(sent.map(({ text }) => text)).toEqual(['What is this?']);
  });

  it('offers to add a message to a file', async () => {
    renderComposer();
    expect(field().getAttribute('placeholder')).toBe('Write a message');

    fireEvent.drop(field(), dropped(photo));
    await allRead(1);

    expect(field().getAttribute('placeholder')).toBe('Add a message');
  });

  it('leaves pasted text to the field', () => {
    renderComposer();

    fireEvent.paste(field(), { clipboardData: { files: [photo], types: ['text/plain', 'Files'] } });

    expect(screen.queryByRole('list')).toBeNull();
  });

  it('shows where files can be dropped, and nothing for other things', () => {
    renderComposer();
    const form = document.querySelector('form');

    fireEvent.dragOver(field(), { dataTransfer: { files: [], types: ['text/plain'] } });
    expect(form?.hasAttribute('data-over')).toBe(false);
    fireEvent.dragOver(field(), dropped(photo));
    expect(form?.hasAttribute('data-over')).toBe(true);
    fireEvent.dragLeave(form ?? document.body, { relatedTarget: document.body });

    expect(form?.hasAttribute('data-over')).toBe(false);
  });

  it('removes a file by keyboard, and keeps the focus', async () => {
    renderComposer();
    fireEvent.drop(field(), dropped(photo, menu));
    await allRead(2);
    screen.getByRole('button', { name: 'Remove photo.png' }).focus();

    fireEvent.keyDown(document.activeElement ?? document.body, { key: 'Delete' });
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Remove menu.pdf');
    fireEvent.click(document.activeElement ?? document.body);

    expect(document.activeElement).toBe(field());
    expect(screen.queryByRole('list')).toBeNull();
  });

  it('says why a file is refused, before anything is sent', () => {
    renderComposer({ maxBytesPerFile: 4 });

    fireEvent.drop(field(), dropped(photo, new File(['x'], 'x.exe', { type: '' })));

    expect(screen.getByRole('alert').textContent).toBe(
      '“photo.png” cannot be added: it is larger than 4 bytes.' +
        '“x.exe” cannot be added: this type of file is not accepted.',
    );
  });

  it('releases the addresses of its previews', async () => {
    renderComposer();
    fireEvent.drop(field(), dropped(photo));
    fireEvent.change(field(), { target: { value: 'What is this?' } });
    await allRead(1);
    expect(addresses.size).toBe(1);

    fireEvent.keyDown(field(), { key: 'Enter' });

    expect(addresses.size).toBe(0);
  });
});

const question: ChatMessage = {
  key: 'q',
  role: 'user',
  text: 'What is this?',
  state: 'sent',
  createdAtMs: 0,
};

async function renderMessage(
  parts: readonly AttachmentPart[],
  attachment: (id: string, hash: string) => Promise<Blob> = () => Promise.reject(new Error('lost')),
  text = question.text,
) {
  const message = { ...question, text, parts };
  const rendered = render(
    <UserMessage message={message}>
      <MessageAttachments message={message} conversationId="c1" client={{ attachment }} />
    </UserMessage>,
  );
  await act(async () => {
    await Promise.resolve();
    await Promise.resolve();
  });
  return rendered;
}

describe('the attachments of a message', () => {
  it('are shown from memory, before its text', async () => {
    const { unmount } = await renderMessage([
      { type: 'image', media_type: 'image/png', data: btoa('photo') },
    ]);

    expect(screen.getByRole('img', { name: 'Image' }).getAttribute('src')).toMatch(/^blob:/);
    expect(document.querySelector('.fw-user-message')?.lastElementChild?.textContent).toBe(
      question.text,
    );
    unmount();
    expect(addresses.size).toBe(0);
  });

  it('come from the server with the client', async () => {
    const asked: string[] = [];

    await renderMessage(
      [{ type: 'image', name: 'photo.png', media_type: 'image/png', sha256: 'abc', bytes: 5 }],
      (id, hash) => {
        asked.push(`${id} ${hash}`);
        return Promise.resolve(new Blob(['photo']));
      },
    );

    expect(asked).toEqual(['c1 abc']);
    expect(screen.getByRole('img', { name: 'photo.png' }).getAttribute('src')).toMatch(/^blob:/);
  });

  it('say that one could not be loaded', async () => {
    await renderMessage([{ type: 'image', media_type: 'image/png', sha256: 'abc' }]);

    expect(screen.getByRole('img', { name: 'Image' }).textContent).toBe('Could not be loaded');
  });

  it.each(['image/svg+xml', 'text/html', 'application/pdf'])(
    'save a file of the type %s, and never open it',
    async (type) => {
      const saved: (string | null)[] = [];
      vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
        this: HTMLAnchorElement,
      ) {
        saved.push(this.getAttribute('download'));
      });
      const kinds: string[] = [];
      URL.createObjectURL = (content) => {
        kinds.push((content as Blob).type);
        return 'blob:saved';
      };
      await renderMessage(
        [{ type: 'image', name: 'menu', media_type: type, sha256: 'abc', bytes: 1_200 }],
        () => Promise.resolve(new Blob(['menu'])),
      );
      const button = screen.getByRole('button');
      expect(button.textContent).toBe('Save menu1.2 KB');

      await act(async () => {
        fireEvent.click(button);
        await Promise.resolve();
        await Promise.resolve();
        await Promise.resolve();
      });

      expect(saved).toEqual(['menu']);
      expect(kinds).toEqual(['application/octet-stream']);
    },
  );

  it('leave no empty bubble for a message without a text', async () => {
    await renderMessage([{ type: 'image', media_type: 'image/png', data: '' }], undefined, '');

    expect(document.querySelector('.fw-user-text')).toBeNull();
  });
});
