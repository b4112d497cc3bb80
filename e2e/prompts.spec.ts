// Prompts: template and words are tried on the user's own rows before any training, wrong ones are told at their field, then a run.
import { expect, test, type Lab } from './fixture.ts'
import { expectState, goTo, startRun } from './hands.ts'

const moods = {
  positive: ['superb', 'charming', 'wonderful', 'funny'],
  negative: ['dull', 'boring', 'awful', 'sad'],
}
const rows = Object.entries(moods).flatMap(([label, words]) =>
  words.flatMap((word) =>
    ['film', 'book', 'story', 'play', 'show'].map((what) => `a ${word} ${what},${label}`),
  ),
)
const reviews = { name: 'reviews.csv', bytes: Buffer.from(['text,label', ...rows].join('\n')) }

async function importReviews(lab: Lab): Promise<void> {
  await lab.drop([reviews])
  await lab.page.getByRole('button', { name: 'Import', exact: true }).click()
  await expect(lab.page.getByRole('button', { name: 'Train on this' })).toBeVisible()
}

test('a prompt is written, corrected, tried and trained', async ({ lab }) => {
  const { page } = lab
  await importReviews(lab)
  await page.getByRole('button', { name: 'Train on this' }).click()
  await page.getByRole('radio', { name: 'Cloze prompt' }).click()
  const template = page.getByRole('combobox', { name: 'Template' })
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
      await expect(page.getByText(message)).toBeVisible()
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
      await expect(page.getByText(message)).toBeVisible()
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
  await importReviews(lab)
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
