import { expect, test } from '../support/fixtures.js';
import { expectPicture, expectAccessible, inEveryLook } from '../support/looks.js';

test('every part matches its picture in every state, without axe violations', async ({
  firstword,
  page,
}) => {
  test.setTimeout(180_000);
  await page.goto(`${firstword.url}/parts`);
  await expect(page.getByRole('heading', { name: 'Parts', exact: true })).toBeVisible();
  await inEveryLook(page, (look) => expectAccessible(page, look));

  // Some parts count seconds, so the clock is frozen for the pictures.
  await page.clock.install({ time: new Date('2026-01-05T08:00:00Z') });
  await page.clock.pauseAt(new Date('2026-01-05T08:00:10Z'));
  await page.reload();
  await expect(page.getByRole('heading', { name: 'Parts', exact: true })).toBeVisible();
  await page.evaluate(() => document.fonts.ready);
  const names = await page.locator('.parts h3').allInnerTexts();
  expect(names.length).toBeGreaterThan(0);

  // The pictures show the parts, not the code next to them.
  await page.evaluate(() => {
    for (const code of document.querySelectorAll<HTMLElement>('.part > pre')) code.hidden = true;
  });
  await inEveryLook(
    page,
    async (look) => {
      for (const name of names) {
        const part = page.getByRole('region', { name, exact: true });
        await expectPicture(part, `part-${name.toLowerCase().replaceAll(' ', '-')}-${look.name}`);
      }
    },
    { height: 1_800 },
  );
});
