// Prompts: template and words are tried on the user's own rows before any training, wrong ones are told at their field, then a run.
import { expect, test } from './fixture.ts'
import { expectState, startRun } from './hands.ts'

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

test('a prompt is written, corrected, tried and trained', async ({ lab }) => {
  const { page } = lab
  await lab.drop([reviews])
  await page.getByRole('button', { name: 'Import', exact: true }).click()
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
