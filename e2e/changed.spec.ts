// What fine-tuning changed, seen in the window: compare, walk through the layers, read a text, take the picture away.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { reviews } from '../src/testing/runPlace.ts'
import { writeTinyBert } from '../src/testing/tinyBert.ts'
import { lathe } from './cli.ts'
import { expect, test as base } from './fixture.ts'
import { goTo } from './hands.ts'

const test = base.extend({
  /** Where a run of LoRA in the last layer has ended. */
  home: async ({ home }, use) => {
    const data = join(home, 'reviews.csv')
    writeFileSync(data, reviews(80))
    const model = join(home, 'tiny')
    await writeTinyBert(model)
    const words = [
      'train',
      '--data',
      data,
      '--model',
      model,
      '--steps',
      '12',
      '--lr',
      '0.02',
      '--name',
      'films',
    ]
    await lathe(
      home,
      ...words,
      '--set',
      'lora.targets=layer.1.attention.self.value',
      '--set',
      'split.dev=0.25',
    )
    await use(home)
  },
})

test('compare before and after, layer by layer', async ({ lab }) => {
  const { page } = lab
  await goTo(page, 'Runs')
  await page.getByRole('link', { name: 'films' }).click()
  await page.getByRole('tab', { name: 'What changed' }).click()
  await page.getByRole('button', { name: 'Compare before and after' }).click()
  await expect(
    page.getByText(/^Fine-tuning modified the hidden representation, most in layer 2/),
  ).toBeVisible({
    timeout: 60_000,
  })
  await expect(page.getByText('The embeddings and layer 1 did not move.')).toBeVisible()

  const map = page.getByRole('figure', { name: 'Layer 2, PCA' })
  await map.getByRole('application').focus()
  await page.keyboard.press('ArrowRight')
  await expect(map.getByText(/^Row \d+, (good|bad): \w+ /)).toBeVisible()
  await expect(map.locator('circle'), 'the same text is ringed before and after').toHaveCount(2)
  const dots = map.locator('path[transform]')
  const all = await dots.count()
  await map.getByRole('button', { name: 'good' }).click()
  await expect(dots).toHaveCount(all / 2)
  const download = page.waitForEvent('download')
  await map.getByRole('button', { name: 'Options of the chart Layer 2, PCA' }).click()
  await page.getByRole('menuitem', { name: 'Save as CSV' }).click()
  const csv = readFileSync(await (await download).path(), 'utf8')
  expect(csv.trim().split('\n')).toHaveLength(21)

  await page.getByRole('slider', { name: 'Layer' }).press('ArrowLeft')
  await page.getByText('UMAP', { exact: true }).click()
  await expect(page.getByRole('figure', { name: 'Layer 1, UMAP' })).toBeVisible()
  await page.getByRole('button', { name: 'Options of the chart How far it moved' }).click()
  await page.getByRole('menuitem', { name: 'Show as table' }).click()
  const moved = page.getByRole('figure', { name: 'How far it moved' })
  await expect(moved.getByRole('row', { name: /^Layer 1 0 0 1/ })).toBeVisible()

  // Kept with the run: nothing is worked out again.
  await page.reload()
  await page.getByRole('tab', { name: 'What changed' }).click()
  await expect(page.getByRole('slider', { name: 'Layer' })).toBeVisible()
})
