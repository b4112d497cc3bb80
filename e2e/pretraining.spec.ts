// Text of my own, without labels: pre-training goes on with it, and its model is fine-tuned on labelled rows.
import { expect, test } from './fixture.ts'
import { expectState, goTo, importSample, pointsOf, startRun } from './hands.ts'

const words = 'the parcel order invoice password account was late again and nobody answered my letter'.split(
  ' ',
)
const notes = Array.from({ length: 100 }, (_, i) =>
  Array.from({ length: 12 }, (_, j) => words[(i * 5 + j * j * 3) % words.length]).join(' '),
).join('\n')

test('continue pre-training on my own text, then fine-tune', async ({ lab }) => {
  const { page } = lab
  await test.step('texts without labels lead to pre-training', async () => {
    await lab.drop([{ name: 'notes.txt', bytes: Buffer.from(notes) }])
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await page.getByRole('button', { name: 'Continue pre-training' }).click()
    await expect(page.getByRole('radio', { name: 'Masked language model' })).toBeChecked()
    await expect(page.getByRole('radio', { name: 'Full fine-tuning' })).toBeChecked()
    await expect(page.getByRole('radio', { name: 'Classification' })).toBeHidden()
  })
  await test.step('loss and perplexity are live', async () => {
    await startRun(page, { method: 'Full fine-tuning', epochs: 3, name: 'reading on' })
    await expectState(page, 'Done')
    await expect(page.getByRole('figure', { name: 'Perplexity' })).toBeVisible()
    await expect.poll(() => pointsOf(page, 'Perplexity')).toBeGreaterThan(2)
    await expect(page.getByRole('columnheader', { name: 'Perplexity' })).toBeVisible()
    await expect(page.getByRole('tab', { name: 'Examples' })).toBeHidden()
    await expect(page.getByRole('button', { name: 'Try it' })).toBeHidden()
  })
  await importSample(lab)
  await test.step('its model learns labels', async () => {
    await goTo(page, 'Runs')
    await page.getByRole('link', { name: 'reading on' }).click()
    await page.getByRole('button', { name: 'Fine-tune this model' }).click()
    await expect(page.getByRole('combobox', { name: 'Pre-trained model' })).toHaveValue(
      /^reading on, step \d+$/,
      {
        timeout: 60_000,
      },
    )
    await expect(page.getByRole('radio', { name: 'Classification' })).toBeChecked()
    await startRun(page, { method: 'LoRA', epochs: 0.2, name: 'labels' })
    await expectState(page, 'Done')
    await expect(page.getByText(/starting from reading on, step \d+/)).toBeVisible()
    await expect(page.getByRole('table', { name: 'Confusion' })).toBeVisible()
  })
})

test('a model here teaches another on texts without labels', async ({ lab }) => {
  const { page } = lab
  await lab.drop([{ name: 'notes.txt', bytes: Buffer.from(notes) }])
  await page.getByRole('button', { name: 'Import', exact: true }).click()
  await page.getByRole('button', { name: 'Continue pre-training' }).click()
  await page.getByRole('radio', { name: 'Distillation', exact: true }).click()
  await expect(page.getByText(/needs a teacher/)).toBeVisible()
  await page.getByRole('combobox', { name: 'Teacher' }).click()
  await page.getByRole('option', { name: 'Lathe starter' }).click()
  await startRun(page, { method: 'Full fine-tuning', epochs: 5, name: 'taught' })
  await expectState(page, 'Done')
  await expect.poll(() => pointsOf(page, 'Loss')).toBeGreaterThan(2)
  for (const none of ['Perplexity', 'Accuracy'])
    await expect(page.getByRole('figure', { name: none })).toBeHidden()
  await expect(page.getByRole('button', { name: 'Fine-tune this model' })).toBeVisible()
})
