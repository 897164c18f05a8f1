import type { Locator, Page } from '@playwright/test';

import { eventually } from '../support/eventually.js';
import {
  briefPace,
  endlessPace,
  expect,
  fastPace,
  steadyPace,
  test as base,
} from '../support/fixtures.js';
import { HeadlessChat } from '../support/headless-chat.js';
import { servePage } from '../support/served-page.js';
import { TcpProxy } from '../support/tcp-proxy.js';

/** A page with `useChat` and `DefaultChatTransport` of the AI SDK, unchanged, in front of the real server. */

interface ChatPage {
  /** The address of a chat of this test. */
  readonly url: string;
}

let chats = 0;

const test = base.extend<{ readonly chatPage: ChatPage }>({
  chatPage: async ({ context, server, simulator }, use) => {
    await simulator.setPace(fastPace);
    const url = await servePage(context, server, 'ui-chat-page');
    chats++;
    await use({ url: `${url}?chat=chat-${String(Date.now())}-${String(chats)}` });
    await simulator.reset();
  },
});

async function ask(page: Page, text: string): Promise<void> {
  await page.getByRole('textbox', { name: 'Message' }).fill(text);
  await page.keyboard.press('Enter');
}

function answers(page: Page): Locator {
  return page.getByRole('article', { name: 'assistant' });
}

function part(page: Page, type: string): Locator {
  return answers(page).last().locator(`[data-part="${type}"]`);
}

async function expectStatus(page: Page, status: string): Promise<void> {
  await expect(page.locator('main')).toHaveAttribute('data-status', status, { timeout: 10_000 });
}

async function textOf(page: Page): Promise<string> {
  return (await part(page, 'text').allTextContents()).join('');
}

test('streams answers of several turns, and says what happens before', async ({
  page,
  chatPage,
}) => {
  await page.goto(chatPage.url);
  await ask(page, 'Hello');
  await expect(part(page, 'text')).toHaveAttribute('data-state', 'done');
  await expectStatus(page, 'ready');
  await expect(page.locator('main')).toHaveAttribute('data-phases', /history.*model/);

  await ask(page, 'And then?');
  await expect(answers(page)).toHaveCount(2);
  await expectStatus(page, 'ready');
  await expect(part(page, 'text')).toHaveAttribute('data-state', 'done');
  const shown = await answers(page).allTextContents();

  await page.reload();
  await expect(answers(page)).toHaveCount(2);
  expect(await answers(page).allTextContents()).toEqual(shown);
});

test('resumes after a reload and in a second tab, and stops in both', async ({
  context,
  page,
  chatPage,
  simulator,
}) => {
  await simulator.setPace(endlessPace);
  await page.goto(chatPage.url);
  await ask(page, 'Hello');
  await expect(part(page, 'text')).toContainText(/\S+ \S+ \S+/);
  const before = await textOf(page);

  await page.reload();
  const second = await context.newPage();
  await second.goto(chatPage.url);
  await expectStatus(page, 'streaming');
  await expectStatus(second, 'streaming');
  await eventually(async () => (await textOf(page)).length).toBeGreaterThan(before.length);
  await page.getByRole('button', { name: 'Stop' }).click();

  await expectStatus(page, 'ready');
  await expectStatus(second, 'ready');
  await eventually(async () => (await simulator.stats()).open).toBe(0);
  await expect(answers(page)).toHaveCount(1);
  await expect(answers(second)).toHaveCount(1);
  const kept = await textOf(second);
  expect(kept.startsWith(before)).toBe(true);
  await page.reload();
  await expect(part(page, 'text')).toHaveText(kept);
  await expectStatus(page, 'ready');
  expect((await simulator.stats()).calls).toBe(1);
});

test('a closed page does not stop the turn', async ({ page, chatPage, simulator }) => {
  await simulator.setPace(briefPace);
  await page.goto(chatPage.url);
  await ask(page, 'Hello');
  await expect(part(page, 'text')).not.toBeEmpty();

  await page.goto('about:blank');
  await eventually(async () => (await simulator.stats()).finished).toBe(1);

  await page.goto(chatPage.url);
  await expect(part(page, 'text')).not.toBeEmpty();
  expect((await simulator.stats()).closed_by_client).toBe(0);
});

test('runs tools of the page, and continues in the same message', async ({
  page,
  chatPage,
  simulator,
}) => {
  await simulator.setAgent([['weather'], ['weather']]);
  await page.goto(`${chatPage.url}&tools`);
  await ask(page, 'Is it warm?');

  await expect(part(page, 'text')).not.toBeEmpty({ timeout: 10_000 });
  await expectStatus(page, 'ready');
  await expect(answers(page)).toHaveCount(1);
  await expect(part(page, 'tool-weather')).toHaveCount(2);
  await expect(part(page, 'step-start')).toHaveCount(3);
  await expect(part(page, 'tool-weather').first()).toHaveText('{"sky":"blue"}');
  expect((await simulator.stats()).calls).toBe(3);
  const shown = await part(page, 'text').allTextContents();

  await page.reload();
  await expect(part(page, 'tool-weather')).toHaveText(['{"sky":"blue"}', '{"sky":"blue"}']);
  await expect(part(page, 'text')).toHaveText(shown);
});

test('shows reasoning before the answer', async ({ page, chatPage, simulator }) => {
  await simulator.setThinking({ ms: 500, display: 'summarized' });
  await page.goto(chatPage.url);
  await ask(page, 'Hello');

  await expect(part(page, 'reasoning')).toHaveAttribute('data-state', 'streaming');
  await expectStatus(page, 'ready');
  await expect(part(page, 'reasoning')).toHaveAttribute('data-state', 'done');
  await expect(part(page, 'reasoning')).not.toBeEmpty();
});

test('shows an error in the stream, and answers again', async ({ page, chatPage, simulator }) => {
  await simulator.injectFault('server_error');
  await page.goto(chatPage.url);
  await ask(page, 'Hello');
  await expect(page.getByRole('alert')).toContainText(/model/i, { timeout: 10_000 });
  await expectStatus(page, 'error');

  await simulator.clearFaults();
  await page.getByRole('button', { name: 'Again' }).click();
  await expect(part(page, 'text')).not.toBeEmpty();
  await expectStatus(page, 'ready');
  await expect(page.getByRole('alert')).toHaveCount(0);
});

test('shows a refusal', async ({ page, chatPage }) => {
  await page.goto(chatPage.url);
  await ask(page, ' ');

  await expect(page.getByRole('alert')).toContainText('has no text and no file');
  await expectStatus(page, 'error');
});

test.describe('with the transport of @firstword/react', () => {
  test('a cut connection is resumed without a gap', async ({
    context,
    page,
    chatPage,
    server,
    simulator,
  }) => {
    await simulator.setPace({ ...steadyPace, outputTokens: 90 });
    const proxy = await TcpProxy.connect(server.url);
    await servePage(context, proxy, 'ui-chat-page');
    const { search } = new URL(chatPage.url);
    await page.goto(`${proxy.url}/ui-chat-page${search}&transport`);
    await ask(page, 'Hello');
    await expect(part(page, 'text')).not.toBeEmpty();

    proxy.cut();
    await expect(page.locator('main')).toHaveAttribute('data-connections', /reconnecting/);
    proxy.restore();
    await expectStatus(page, 'ready');

    await expect(page.locator('main')).toHaveAttribute('data-connections', /connected$/);
    const shown = await textOf(page);
    await page.reload();
    await expect(part(page, 'text')).toHaveText(shown);
    await proxy.remove();
  });

  test('stop of the hook ends the turn', async ({ page, chatPage, simulator }) => {
    await simulator.setPace(endlessPace);
    await page.goto(`${chatPage.url}&transport`);
    await ask(page, 'Hello');
    await expect(part(page, 'text')).not.toBeEmpty();

    await page.getByRole('button', { name: 'Stop' }).click();

    await expectStatus(page, 'ready');
    await eventually(async () => (await simulator.stats()).closed_by_client).toBe(1);
  });
});

test.describe('in major 7 of the AI SDK', () => {
  const idOf = (title: string): string => `${title} ${String(Date.now())}`;
  /** The text of the last answer. */
  const textIn = ({ messages }: HeadlessChat): string =>
    (messages.findLast(({ role }) => role === 'assistant')?.parts ?? [])
      .map((each) => (each.type === 'text' ? each.text : ''))
      .join('');

  test('answers of several turns are streamed, and tools are run', async ({
    server,
    simulator,
  }) => {
    await simulator.setPace(fastPace);
    await simulator.setAgent([['weather']]);
    const chat: HeadlessChat = new HeadlessChat(server.url, idOf('turns'), {
      onToolCall: ({ toolCall }) => {
        void chat.addToolOutput({
          tool: 'weather',
          toolCallId: toolCall.toolCallId,
          output: 'blue',
        });
      },
    });

    await chat.sendMessage({ text: 'Is it warm?' });
    await eventually(() => chat.status === 'ready' && textIn(chat) !== '').toBe(true);
    expect(chat.messages).toHaveLength(2);
    expect(textIn(chat)).toContain('blue');

    await simulator.reset();
    await simulator.setPace(fastPace);
    await chat.sendMessage({ text: 'And then?' });
    expect(chat.error).toBeUndefined();
    expect(chat.messages).toHaveLength(4);
    expect(chat.lastMessage?.role).toBe('assistant');
  });

  test('a running answer is resumed from its start, and stopped for all', async ({
    server,
    simulator,
  }) => {
    await simulator.setPace(endlessPace);
    const id = idOf('resume');
    const first = new HeadlessChat(server.url, id);
    const second = new HeadlessChat(server.url, id);
    const answered = first.sendMessage({ text: 'Hello' });
    await eventually(() => textIn(first)).not.toBe('');

    const resumed = second.resumeStream();
    await eventually(() => textIn(second)).not.toBe('');
    await server.write('POST', `/api/ui/chat/${encodeURIComponent(id)}/stop`, {});
    await Promise.all([answered, resumed]);

    expect(textIn(second)).toBe(textIn(first));
    expect(second.lastMessage?.id).toBe(first.lastMessage?.id);
    expect(second.error).toBeUndefined();
  });
});
