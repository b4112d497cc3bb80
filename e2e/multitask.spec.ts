// Multi-task prompted training in the window: two tasks are learned as prompts, a third is answered without any label of its own.
import { expect, test } from './fixture.ts'
import { expectState, goTo } from './hands.ts'
import { importText, labelledReviews, manyReviews } from './reviews.ts'

/** Another task in the same words, with labels that the other two do not have. */
const advice = labelledReviews.replaceAll(',positive', ',yes').replaceAll(',negative', ',no')

test('one model learns two tasks as prompts and answers a third, which it has not seen', async ({ lab }) => {
  test.slow()
  const { page } = lab
  const template = '{text_a} It was {mask}.'
  await importText(lab, 'stage.csv', labelledReviews)
  await importText(lab, 'advice.csv', advice)
  await importText(lab, 'films.csv', manyReviews)
  await goTo(page, 'Recipes')
  await page.getByRole('button', { name: 'New recipe' }).click()
  await page.getByRole('radio', { name: 'Multi-task prompted training' }).click()
  const choose = async (label: string, name: RegExp): Promise<void> => {
    await page.getByRole('combobox', { name: label, exact: true }).click()
    await page.getByRole('option', { name }).click()
    await page.keyboard.press('Escape')
  }
  await choose('Dataset', /^films/)

  await test.step('a task that is learned cannot be held out: refused in words', async () => {
    await choose('Held-out datasets', /^films/)
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await expect(page.getByText(/films.* is trained and held out/)).toBeVisible()
    await choose('Held-out datasets', /^films/)
  })
  await choose('Further training datasets', /^advice/)
  await choose('Held-out datasets', /^stage/)
  await page
    .getByLabel('Templates', { exact: true })
    .fill(`advice = Shall I go? {text_a} {mask}.\nstage = ${template}`)
  await page.getByRole('button', { name: 'Start', exact: true }).click()

  const heldOut = page.getByRole('table', { name: 'Held-out tasks' })
  await expect(heldOut.getByRole('row', { name: `${template} ` })).toBeVisible({ timeout: 240_000 })
  await expectState(page, 'Done')
  const mean = heldOut.getByRole('row', { name: /^stage, mean over templates/ })
  const [untrained = 0, trained = 0] = (await mean.getByRole('cell').allTextContents())
    .slice(1)
    .map((cell) => Number.parseFloat(cell))
  // The same moods in the same words: what was learned from the films helps.
  expect(trained).toBeGreaterThan(untrained)
  const tasks = page.getByRole('table', { name: 'Trained tasks' })
  await expect(tasks.getByRole('row', { name: /^films 288 rows/ })).toBeVisible()
  await expect(tasks.getByRole('row', { name: /^advice .*Shall I go/ })).toBeVisible()
  await expect(page.getByText(/^Answer words: /)).toContainText('yes')
})
