// LM-BFF in the window: words and templates are searched, the best prompts tried, demonstrations weighed, and the better run tried.
import { expect, test } from './fixture.ts'
import { goTo } from './hands.ts'
import { importText, labelledReviews } from './reviews.ts'

test('LM-BFF searches a prompt, tries it, and says what demonstrations add', async ({ lab }) => {
  const { page } = lab
  await importText(lab, 'reviews.csv', labelledReviews)
  await goTo(page, 'Recipes')
  await page.getByRole('button', { name: 'New recipe' }).click()
  await page.getByRole('radio', { name: 'LM-BFF' }).click()
  await page.getByLabel('Shots per class').fill('6')

  await test.step('a bad template of one’s own is refused in words', async () => {
    await page.getByLabel('Template', { exact: true }).fill('{text_a} It was great.')
    await page.getByRole('button', { name: 'Start', exact: true }).click()
    await expect(page.getByText(/has no \{mask\}/)).toBeVisible()
    await page.getByLabel('Template', { exact: true }).fill('')
  })
  await expect(page.getByLabel('Label words', { exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'More options' }).click()
  for (const [field, value] of [
    ['Prompts to try', '2'],
    ['Steps of a trial', '4'],
    ['Steps at the end', '12'],
    ['Sets of demonstrations', '2'],
    ['Candidates for a label word', '20'],
    ['Beam of the template search', '1'],
  ] as const)
    await page.getByLabel(field).fill(value)
  await page.getByRole('button', { name: 'Start', exact: true }).click()

  const prompts = page.getByRole('table', { name: 'Prompts' })
  await expect(prompts.getByRole('row')).toHaveCount(3, { timeout: 120_000 })
  await expect(prompts).toContainText('It was {mask}.')
  const last = page.getByRole('table', { name: 'With the best prompt' })
  await expect(last.getByText('kept')).toHaveCount(1, { timeout: 120_000 })
  await expect(last.getByRole('row')).toHaveCount(3)
  await expect(prompts.getByText('chosen')).toHaveCount(1)
  await expect(prompts.getByRole('cell', { name: /^\d+(\.\d)? %$/ })).toHaveCount(4)
  await page.getByRole('button', { name: 'What the searches found' }).click()
  await expect(page.getByRole('table', { name: /^Label words in/ }).getByRole('row')).toHaveCount(4)
  await expect(page.getByRole('table', { name: /^Templates around/ })).toContainText('{mask}')

  await test.step('what it ends with answers like any other run', async () => {
    await page.getByRole('button', { name: 'Try it' }).click()
    await page.getByRole('textbox').first().fill('a wonderful film')
    await expect(page.getByText(/positive/).first()).toBeVisible({ timeout: 60_000 })
  })
})
