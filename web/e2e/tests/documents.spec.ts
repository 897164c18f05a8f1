import { violations } from '../support/accessibility.js';
import { expect, test as base } from '../support/fixtures.js';
import { holdRequests } from '../support/hold-requests.js';
import { expectAccessible, inEveryLook } from '../support/looks.js';
import { eventually } from '../support/eventually.js';

const test = base.extend({
  server: async ({ laboratory }, use) => {
    await use(laboratory);
  },
});

test.beforeEach(async ({ laboratory }) => {
  await laboratory.write('PUT', '/api/lab', {});
});

test('an answer names its sources, also after a reload', async ({ chat, page }) => {
  await chat.open();
  await chat.send('What may a hotel cost?');
  await chat.expectAnswer('complete');

  const sources = chat.lastAnswer.locator('.fw-sources');
  await sources.locator('summary').click();
  await expect(sources.getByRole('link', { name: 'Travel handbook' }).first()).toHaveAttribute(
    'href',
    'https://intranet.example/travel',
  );

  await page.reload();
  await expect(chat.lastAnswer.locator('.fw-sources summary')).toContainText('source');
});

test('an earlier answer names its sources when the conversation is opened again', async ({
  chat,
  page,
}) => {
  await chat.open();
  await chat.send('What may a hotel cost?');
  await chat.expectAnswer('complete');
  await chat.send('Hello!');
  await chat.expectAnswer('complete');

  await page.reload();

  await expect(chat.answers).toHaveCount(2);
  await expect(chat.answers.first().locator('.fw-sources summary')).toContainText('source');
});

test('focus and a paused draft reach the server before the message is sent', async ({
  chat,
  page,
  simulator,
}) => {
  const drafts: unknown[] = [];
  page.on('request', (request) => {
    if (request.url().endsWith('/api/prepare')) drafts.push(request.postDataJSON());
  });
  await chat.open();
  await eventually(() => drafts).toEqual([{}]);

  await chat.field.pressSequentially('What may a hotel cost');

  await eventually(() => drafts.at(-1)).toEqual({ draft: 'What may a hotel cost' });
  expect((await simulator.stats()).calls).toBe(0);
});

test('a late search is skipped, and the page says so', async ({ chat, laboratory }) => {
  await laboratory.write('PUT', '/api/lab', { delay: { search: '10s' } });
  await chat.open();

  await chat.send('What may a train cost?');
  await chat.expectAnswer('complete');

  await expect(chat.lastAnswer).toContainText('Answering without the documents');
  await expect(chat.lastAnswer.locator('.fw-sources')).toHaveCount(0);
});

test('a file can be uploaded, searched and deleted', async ({ chat, page }) => {
  await chat.open();
  await page.getByRole('button', { name: 'Documents' }).click();
  const dialog = page.getByRole('dialog', { name: 'Documents' });
  await expect(dialog.getByText('Travel handbook')).toBeVisible();

  await dialog.getByLabel(/Choose files/).setInputFiles([
    { name: 'pets.txt', mimeType: '', buffer: Buffer.from('Dogs may come to work on Fridays.') },
    { name: 'photo.jpeg', mimeType: 'image/jpeg', buffer: Buffer.from('no text') },
  ]);

  await expect(dialog.getByText('pets.txt')).toBeVisible();
  await expect(dialog.getByText(/^Text, \d+ bytes$/)).toBeVisible();
  await expect(dialog.getByText('This kind of file cannot be read.')).toBeVisible();
  expect(await violations(page)).toEqual([]);

  await dialog.getByRole('button', { name: 'Dismiss photo.jpeg' }).click();
  await dialog.getByRole('button', { name: 'Close' }).click();
  await chat.send('When may dogs come to work?');
  await chat.expectAnswer('complete');
  await expect(chat.lastAnswer.locator('.fw-sources')).toContainText('pets.txt');

  await page.getByRole('button', { name: 'Documents' }).click();
  await dialog.getByRole('button', { name: 'Delete “pets.txt”' }).click();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(dialog.getByText('pets.txt')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
});

test('an upload can be cancelled, and a failed one retried', async ({ chat, page }) => {
  await chat.open();
  await page.getByRole('button', { name: 'Documents' }).click();
  const dialog = page.getByRole('dialog', { name: 'Documents' });
  const file = { name: 'cats.txt', mimeType: '', buffer: Buffer.from('Cats stay at home.') };
  const letGo = await holdRequests(page, '**/api/documents?source=*', (route) => route.abort());

  await dialog.getByLabel(/Choose files/).setInputFiles(file);
  await expect(dialog.getByRole('progressbar')).toBeVisible();
  await dialog.getByRole('button', { name: 'Cancel the upload of cats.txt' }).click();
  await expect(dialog.getByText('cats.txt')).toHaveCount(0);

  letGo();
  await dialog.getByLabel(/Choose files/).setInputFiles(file);
  await expect(dialog.getByText(/The upload failed/)).toBeVisible();
  await page.unroute('**/api/documents?source=*');
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await expect(dialog.getByText(/^Text, \d+ bytes$/)).toBeVisible();
});

test('sources and notes are accessible in light and dark colours, on a desktop and on a phone', async ({
  chat,
  laboratory,
  page,
}) => {
  await chat.open();
  await chat.send('What may a hotel cost?');
  await chat.expectAnswer('complete');
  await chat.lastAnswer.locator('.fw-sources summary').click();
  await inEveryLook(page, (look) => expectAccessible(page, look));

  await laboratory.write('PUT', '/api/lab', { delay: { search: '10s' } });
  await chat.send('And what about trains?');
  await chat.expectAnswer('complete');
  await inEveryLook(page, (look) => expectAccessible(page, look));
});
