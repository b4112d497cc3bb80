// Prompts: template and words are tried on the user's own rows before any training, wrong ones are told at their field, then a run.
import { expect, test } from './fixture.ts'
import { expectState, goTo, startRun } from './hands.ts'
import { importText, labelledReviews } from './reviews.ts'

test('a prompt is written, corrected, tried and trained', async ({ lab }) => {
  const { page } = lab
  await importText(lab, 'reviews.csv', labelledReviews)
  await page.getByRole('button', { name: 'Train on this' }).click()
  await page.getByRole('radio', { name: 'Cloze prompt' }).click()
  const template = page.getByRole('combobox', { name: 'Template' })
  const fields = page.getByRole('region', { name: 'Objective' })
  const filled = page.getByRole('table', { name: 'The prompt on your rows' })

  await test.step('what is known to suit the labels is there at once', async () => {
    await expect(page.getByLabel('Word for positive')).toHaveAttribute('placeholder', 'great')
    await expect(filled).toContainText('It was ____.', { timeout: 60_000 })
    await expect(page.getByText(/Before any training \d+/)).toBeVisible()
  })
  await test.step('wrong templates are told at the template', async () => {
    for (const [text, message] of [
      ['{text_a} It was great.', /has no \{mask\}/],
      ['{body} was {mask}.', /There is no field \{body\}/],
      ['{text_a} {mask} {text_b}', /rows have one text each/],
    ] as const) {
      await template.fill(text)
      // The plan of the run may say the same beside it.
      await expect(fields.getByText(message).first()).toBeVisible()
      await expect(template).toHaveAttribute('aria-invalid', 'true')
      await expect(filled).toBeHidden()
    }
    await template.fill('{text_a} All in all, it was {mask}.')
    await expect(filled).toContainText('All in all')
  })
  await test.step('wrong words are told at the word', async () => {
    const word = page.getByLabel('Word for negative')
    for (const [text, message] of [
      ['great', /"great" stands for both/],
      ['dreadfulness', /"dreadfulness" \(for "negative"\) is \d tokens to this model.*Words it knows whole/],
    ] as const) {
      await word.fill(text)
      await expect(fields.getByText(message).first()).toBeVisible()
    }
    await word.fill('bad')
    await expect(filled).toBeVisible()
  })
  await startRun(page, { method: 'LoRA', epochs: 2, name: 'by prompt' })
  await expectState(page, 'Done')
  await expect(page.getByRole('table', { name: 'Confusion' })).toBeVisible()
})

test('templates are compared in the studio, and one of them is trained', async ({ lab }) => {
  const { page } = lab
  await goTo(page, 'Prompts')
  await expect(page.getByRole('button', { name: 'Bring in data' })).toBeVisible()
  await importText(lab, 'reviews.csv', labelledReviews)
  await goTo(page, 'Prompts')
  const templates = page.getByRole('table', { name: 'Templates' })
  const template = page.getByRole('combobox', { name: 'Template' })
  const filled = page.getByRole('table', { name: 'The prompt on your rows' })
  const all = templates.getByRole('radio')

  await test.step('what is known is there, scored side by side on the same rows', async () => {
    await expect(all).toHaveCount(3)
    await expect(templates.getByRole('cell', { name: /^\d+(\.\d)? %$/ })).toHaveCount(12, { timeout: 60_000 })
    await expect(page.getByText('on the same 4 validation rows and 36 training rows')).toBeVisible()
    await expect(page.getByText('Test rows are never looked at')).toBeVisible()
    await expect(filled).toContainText('It was ____.')
    await expect(page.getByRole('table', { name: 'Label prior' })).toContainText('50.0 %')
  })
  await test.step('a copy is changed; what is wrong stands at its field', async () => {
    await page.getByRole('button', { name: 'Duplicate' }).click()
    await expect(all).toHaveCount(4)
    for (const [text, message] of [
      ['{text_a} It was great.', /has no \{mask\}/],
      ['{body} was {mask}.', /There is no field \{body\}/],
    ] as const) {
      await template.fill(text)
      await expect(page.getByText(message)).toBeVisible()
      await expect(template).toHaveAttribute('aria-invalid', 'true')
    }
    await expect(templates).toContainText('cannot be asked')
    await expect(page.getByRole('button', { name: 'Train with this prompt' })).toBeDisabled()
    await template.fill('{text_a} So it is {mask}.')
    await expect(filled).toContainText('So it is ____.')
    const word = page.getByLabel('Word for negative')
    for (const [text, message] of [
      ['great', /"great" stands for both/],
      ['dreadfulness', /is \d tokens to this model.*Words it knows whole/],
    ] as const) {
      await word.fill(text)
      await expect(page.getByText(message)).toBeVisible()
      await expect(word).toHaveAttribute('aria-invalid', 'true')
    }
    await word.fill('bad')
    await expect(filled).toContainText('So it is ____.')
  })
  await test.step('the table is sorted by what is asked for', async () => {
    await expect(templates.getByText('asking')).toBeHidden({ timeout: 60_000 })
    await templates.getByRole('button', { name: 'Loss' }).click()
    await expect(templates.getByRole('columnheader', { name: 'Loss' })).toHaveAttribute(
      'aria-sort',
      'ascending',
    )
    const losses = await templates.locator('tbody tr td:nth-child(5)').allTextContents()
    expect(losses.map(Number)).toEqual(losses.map(Number).toSorted((a, b) => a - b))
  })
  await test.step('templates stay when the page is left and the window is opened anew', async () => {
    await page.getByRole('button', { name: 'Remove' }).click()
    await expect(all).toHaveCount(3)
    await page.getByRole('button', { name: 'Undo' }).click()
    await expect(all).toHaveCount(4)
    await goTo(page, 'Runs')
    await page.reload()
    await goTo(page, 'Prompts')
    await expect(template).toHaveValue('{text_a} So it is {mask}.')
    await expect(page.getByLabel('Word for negative')).toHaveValue('bad')
  })
  await page.getByRole('button', { name: 'Train with this prompt' }).click()
  await expect(page.getByRole('radio', { name: 'Cloze prompt' })).toBeChecked()
  await expect(template).toHaveValue('{text_a} So it is {mask}.')
  await expect(page.getByLabel('Word for negative')).toHaveValue('bad')
  await startRun(page, { method: 'LoRA', epochs: 1, name: 'from the studio' })
  await expectState(page, 'Done')
})

test('examples in the prompt: their order and selection matter; templates go on to a comparison', async ({
  lab,
}) => {
  const { page } = lab
  await importText(lab, 'reviews.csv', labelledReviews)
  await page.getByRole('button', { name: 'Try prompts' }).click()
  const templates = page.getByRole('table', { name: 'Templates' })
  const template = page.getByRole('combobox', { name: 'Template' })

  await test.step('the keyboard chooses among templates', async () => {
    await templates.getByRole('radio').first().focus()
    await page.keyboard.press('ArrowDown')
    await expect(template).toHaveValue('{text_a} All in all, it was {mask}.')
    await page.keyboard.press('ArrowUp')
    await expect(template).toHaveValue('{text_a} It was {mask}.')
  })
  await test.step('a description and examples stand in the prompt, tried in several orders', async () => {
    const fold = page.getByRole('button', { name: 'Description and examples' })
    await fold.focus()
    await page.keyboard.press('Enter')
    await page.getByLabel('Description of the task').fill('Opinions on films and books.')
    await page.getByRole('textbox', { name: 'Examples of each class' }).fill('1')
    await page.getByLabel('Orders', { exact: true }).fill('2')
    const trials = page.getByRole('table', { name: 'Orders and selections of the examples' })
    await expect(trials.getByRole('row')).toHaveCount(3, { timeout: 60_000 })
    await expect(trials.getByRole('img').first()).toHaveAccessibleName(/order 1: \S+, order 2: /)
    const filled = page.getByRole('table', { name: 'The prompt on your rows' })
    await expect(filled).toContainText('Opinions on films and books.')
    await expect(filled.getByText(/It was (terrible|great)\./).first()).toBeVisible()
    await page.getByRole('textbox', { name: 'Examples of each class' }).fill('30')
    await expect(page.getByText(/30 examples of "negative" need 31 different training rows/)).toBeVisible()
    await page.getByRole('textbox', { name: 'Examples of each class' }).fill('0')
  })
  await expect(templates.getByText('asking')).toBeHidden({ timeout: 60_000 })
  await page.getByRole('button', { name: 'Compare these trained' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'New comparison' })).toBeVisible()
  await expect(page.getByRole('checkbox', { name: /Zero-shot prompt/ })).toBeChecked()
  await expect(page.getByText('Opinions on films and books. {text_a} It was {mask}.')).toBeVisible()
  await expect(page.getByText('Just {mask}! {text_a}')).toBeVisible()
})

const likeness = Array.from({ length: 40 }, (_, i) => `a film ${i},a film ${i % 7},${(i % 17) / 4}`)
const pairs = { name: 'pairs.csv', bytes: Buffer.from(['first,second,score', ...likeness].join('\n')) }
const notes = {
  name: 'notes.txt',
  bytes: Buffer.from(Array.from({ length: 20 }, (_, i) => `a note of day ${i}`).join('\n')),
}

test('numbers lie between two words; texts without labels are told apart', async ({ lab }) => {
  const { page } = lab
  for (const file of [pairs, notes]) {
    await lab.drop([file])
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await expect(page.getByRole('button', { name: /Train on this|Continue pre-training/ })).toBeVisible()
  }
  await goTo(page, 'Prompts')
  const templates = page.getByRole('table', { name: 'Templates' })
  await expect(templates.getByRole('columnheader', { name: 'Pearson' })).toBeVisible()
  await expect(page.getByRole('table', { name: 'Mean and spread' })).toBeVisible({ timeout: 60_000 })
  await expect(page.getByLabel('Highest number')).toHaveValue('4')
  await page.getByLabel('Highest number').fill('9')
  await expect(page.getByText('The numbers of this dataset go from 0 to 4.')).toBeVisible()
  await page.getByRole('button', { name: 'Take these' }).click()
  await expect(page.getByLabel('Highest number')).toHaveValue('4')
  await page.getByLabel('Word for the highest').fill('no')
  await expect(page.getByText(/"no" stands for both "low" and "high"/)).toBeVisible()
  await page.getByLabel('Word for the highest').fill('also')
  await expect(page.getByRole('table', { name: 'The prompt on your rows' })).toBeVisible()
  await page.getByRole('button', { name: 'Train with this prompt' }).click()
  await expect(page.getByRole('radio', { name: 'Cloze prompt for numbers' })).toBeChecked()
  await expect(page.getByLabel('Word for the highest')).toHaveValue('also')
  await expect(page.getByLabel('Highest number')).toHaveValue('4')
  await expect(page.getByText(/Before any training the answers/)).toBeVisible({ timeout: 60_000 })

  await goTo(page, 'Prompts')
  await page.getByRole('combobox', { name: 'Dataset' }).click()
  await page.getByRole('option', { name: /notes/ }).click()
  await expect(page.getByText(/"notes" has no labels, and a prompt’s words stand for labels/)).toBeVisible()
})
