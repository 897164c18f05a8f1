import { briefPace, expect, steadyPace, test, endlessPace } from '../support/fixtures.js';
import { holdRequests } from '../support/hold-requests.js';
import { eventually } from '../support/eventually.js';

test('the message and a skeleton appear before the network responds', async ({ chat, page }) => {
  const answer = await holdRequests(page, '**/api/chat/stream');
  await chat.open();

  await chat.send('How does memory affect AWS Lambda?');

  await expect(chat.questions).toContainText('How does memory affect AWS Lambda?');
  await expect(chat.lastAnswer).toHaveAttribute('data-state', 'pending');
  await expect(page.getByRole('img', { name: 'The answer is being prepared' })).toBeVisible();
  await expect(chat.field).toBeFocused();
  await expect(chat.field).toHaveValue('');
  await expect(chat.sendButton).toHaveAttribute('aria-disabled', 'true');
  await expect(page).toHaveURL(/\/$/);
  answer();
  await chat.expectAnswer('complete');
  await expect(chat.field).toBeFocused();
});

test('the list of conversations is requested only after the server has accepted the message', async ({
  chat,
  page,
}) => {
  const answer = await holdRequests(page, '**/api/chat/stream');
  const lists: string[] = [];
  await chat.open();
  await page.waitForLoadState('networkidle');
  page.on('request', (request) => {
    if (new URL(request.url()).pathname === '/api/conversations') lists.push(request.url());
  });

  await chat.send('How does memory affect AWS Lambda?');

  await expect(chat.lastAnswer).toHaveAttribute('data-state', 'pending');
  // Any request that the key press causes has been sent by the next frame.
  await page.evaluate(() => new Promise(requestAnimationFrame));
  expect(lists).toEqual([]);
  answer();
  await eventually(() => lists.length).toBeGreaterThan(0);
  await expect(
    page.getByRole('link', { name: 'How does memory affect AWS Lambda?' }).first(),
  ).toBeVisible();
  await chat.expectAnswer('complete');
});

test('the message appears before the key is released', async ({ chat, page }) => {
  await chat.open();
  await chat.field.fill('How does memory affect AWS Lambda?');

  const shown = await page.evaluate(async () => {
    const field = document.querySelector('textarea');
    field?.dispatchEvent(
      new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, cancelable: true }),
    );
    // Checked within the task of the key press, so no timer, frame or network response can intervene.
    await Promise.resolve();
    return {
      question: document.body.textContent.includes('How does memory affect AWS Lambda?'),
      skeleton: document.querySelector('.fw-skeleton') !== null,
      field: field?.value,
    };
  });

  expect(shown).toEqual({ question: true, skeleton: true, field: '' });
  await chat.expectAnswer('complete');
});

test('a double click and a double Enter send once', async ({ chat, simulator }) => {
  await chat.open();
  await chat.field.fill('How does memory affect AWS Lambda?');
  await chat.sendButton.dblclick();
  await chat.expectAnswer('complete');
  expect((await simulator.stats()).calls).toBe(1);

  await chat.field.fill('And with more memory?');
  await chat.field.press('Enter');
  await chat.field.press('Enter');
  await chat.expectAnswer('complete');

  await expect(chat.questions).toHaveCount(2);
  expect((await simulator.stats()).calls).toBe(2);
});

test('stopping closes the model call, and keeps the text', async ({ chat, simulator }) => {
  await simulator.setPace(endlessPace);
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');
  await chat.expectAnswer('streaming');
  await eventually(async () => (await chat.lastAnswer.innerText()).length).toBeGreaterThan(60);

  await chat.stopButton.click();
  await chat.expectAnswer('cancelled');

  await expect(chat.lastAnswer).toContainText('Stopped. The text so far is kept.');
  await eventually(async () => (await simulator.stats()).closed_by_client).toBe(1);
  await expect(chat.field).toBeFocused();
  expect(await chat.copyAnswer()).toBe(await chat.storedAnswer());
});

test('a turn can be stopped before its first word', async ({ chat, simulator }) => {
  await simulator.setPace({ ...endlessPace, firstTokenMs: 20_000 });
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');
  await eventually(async () => (await simulator.stats()).open).toBe(1);

  await chat.stopButton.click();
  await chat.expectAnswer('cancelled');

  await eventually(async () => (await simulator.stats()).open).toBe(0);
  await expect(chat.lastAnswer).toContainText('Stopped before the first word.');
});

test('a second tab shows the same answer, and can stop it for both', async ({
  chat,
  context,
  page,
  simulator,
}) => {
  await simulator.setPace(endlessPace);
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');
  await chat.expectAnswer('streaming');

  const second = await context.newPage();
  await second.goto(page.url());
  await second.locator('form').getByRole('button', { name: 'Stop' }).click();

  await chat.expectAnswer('cancelled');
  expect(await chat.copyAnswer()).toBe(await chat.storedAnswer());
});

test('a reload before the server has answered sends nothing twice', async ({
  chat,
  page,
  simulator,
}) => {
  await simulator.setPace(briefPace);
  await chat.open();
  // The server receives the message, but the page never receives the response.
  let lost = false;
  await page.route('**/api/chat/stream', async (route) => {
    if (lost) {
      await route.continue();
    } else {
      lost = true;
      await route.fetch({ timeout: 300 }).catch(() => undefined);
    }
  });
  await chat.send('How does memory affect AWS Lambda?');
  await eventually(async () => (await simulator.stats()).calls).toBe(1);

  await page.reload();
  await chat.expectAnswer('complete');

  await expect(chat.questions).toHaveCount(1);
  expect((await simulator.stats()).calls).toBe(1);
  expect(await chat.copyAnswer()).toBe(await chat.storedAnswer());
});

test('an answer survives a network failure', async ({ chat, context, page, simulator }) => {
  await simulator.setPace({ ...steadyPace, outputTokens: 150 });
  await chat.open();
  await chat.send('How does memory affect AWS Lambda?');
  await chat.expectAnswer('streaming');

  // The browser's offline switch does not affect open streams, so the stream is ended as well.
  await page.evaluate(() => {
    window.dispatchEvent(new Event('online'));
  });
  await context.setOffline(true);
  await expect(page.getByText(/You are offline|Trying again/)).toBeVisible();
  await context.setOffline(false);
  await chat.expectAnswer('complete');

  expect(await chat.copyAnswer()).toBe(await chat.storedAnswer());
  expect((await simulator.stats()).calls).toBe(1);
});

test('start and end are announced, and words are not', async ({ chat, page, simulator }) => {
  await simulator.setPace(briefPace);
  await chat.open();
  const status = page.getByRole('status');
  await chat.send('How does memory affect AWS Lambda?');
  await expect(status).toHaveText('Preparing the answer.');

  await chat.expectAnswer('streaming');
  await expect(status).toHaveText('Preparing the answer.');
  await chat.expectAnswer('complete');

  await expect(status).toHaveText('The answer is complete.');
});
