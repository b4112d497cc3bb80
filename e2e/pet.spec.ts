// PET in the window: few labels, texts without labels, and what came of them, down to the rows that divide the patterns.
import { expect, test } from './fixture.ts'
import { expectState, goTo } from './hands.ts'
import { importText, labelledReviews, plainReviews } from './reviews.ts'

test('PET learns from few labels and many texts, and shows where its patterns disagree', async ({ lab }) => {
  // Five processes one after another, each with the starter.
  test.slow()
  const { page } = lab
  await importText(lab, 'many.txt', plainReviews)
  await importText(lab, 'few.csv', labelledReviews)
  await goTo(page, 'Recipes')
  await page.getByRole('button', { name: 'New recipe' }).click()
  await page.getByRole('radio', { name: 'PET' }).click()
  await page.getByLabel('Shots per class').fill('6')

  await test.step('one pattern alone is refused in words', async () => {
    await page.getByLabel('Patterns', { exact: true }).fill('{text_a} It was {mask}.')
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await expect(page.getByText(/One pattern alone is no ensemble/)).toBeVisible()
  })
  await page.getByLabel('Patterns', { exact: true }).fill('{text_a} It was {mask}.\nJust {mask}! {text_a}')
  await page.getByRole('combobox', { name: 'Unlabelled texts' }).click()
  await page.getByRole('option', { name: /^many/ }).click()
  await page.getByRole('button', { name: 'More options' }).click()
  await page.getByLabel('Steps of each pattern').fill('10')
  await page.getByLabel('Steps of the classifier').fill('20')
  await page.getByRole('button', { name: 'Start', exact: true }).click()

  const patterns = page.getByRole('table', { name: 'Patterns' })
  await expect(patterns).toContainText('Just {mask}! {text_a}', { timeout: 60_000 })
  await expect(patterns.getByRole('row', { name: /^Classifier/ })).toBeVisible({ timeout: 150_000 })
  await expectState(page, 'Done')
  const steps = page.getByRole('table', { name: 'Steps' })
  await expect(steps.getByRole('row')).toHaveCount(6)
  await expect(patterns.getByRole('row', { name: /^Ensemble/ })).toContainText('%')
  await expect(patterns.getByRole('row', { name: /^Classifier/ })).toContainText('soft labels of 40 texts')
  await expect(page.getByRole('table', { name: 'Agreement' }).getByText(/%$/)).toHaveCount(2)
  await expect(page.getByRole('img', { name: /Texts by the probability/ })).toBeVisible()
  const divided = page.getByRole('table', { name: 'Where patterns disagree' })
  await expect(divided.getByRole('row')).toHaveCount(11)
  await expect(divided).toContainText(/this \w+ is so \w+/)
  await page.getByRole('button', { name: /^Show all \d+ texts$/ }).click()
  expect(await divided.getByRole('row').count()).toBeGreaterThan(11)

  await test.step('what it ends with is a classifier like any other', async () => {
    await page.getByRole('button', { name: 'Try it' }).click()
    await page.getByRole('textbox').first().fill('a wonderful film')
    await expect(page.getByText(/positive/).first()).toBeVisible({ timeout: 60_000 })
  })
})
