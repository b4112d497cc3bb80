// The whole way of a stranger: a file in, a model trained and watched, the adapter taken away.
import { readFileSync } from 'node:fs'
import { expect, test } from './fixture.ts'
import { expectState, goTo, importSample, pointsOf, startRun } from './hands.ts'
import { killWorkersOf } from './processes.ts'

test('drop, train, watch, stop, continue', async ({ lab }) => {
  const { page } = lab
  await test.step('the dropped file is read and reported', async () => {
    await importSample(lab)
    await expect(page.getByText('Classes').first()).toBeVisible()
    await expect(page.getByText('Median tokens')).toBeVisible()
  })
  await page.getByRole('button', { name: 'Train on this' }).click()
  await startRun(page, { method: 'LoRA', epochs: 200, name: 'long run' })

  await test.step('the curve grows', async () => {
    await expect.poll(() => pointsOf(page, 'Loss'), { timeout: 90_000 }).toBeGreaterThan(2)
    const before = await pointsOf(page, 'Loss')
    await expect.poll(() => pointsOf(page, 'Loss'), { timeout: 60_000 }).toBeGreaterThan(before)
    await expect(page.getByText('Tokens per second')).toBeVisible()
  })
  await test.step('stop and keep', async () => {
    await page.getByRole('button', { name: 'Stop and keep' }).click()
    await expectState(page, 'Stopped')
    await expect(page.getByRole('button', { name: 'Export' })).toBeVisible()
  })
  await test.step('continue, and go on from where it was', async () => {
    const before = await pointsOf(page, 'Loss')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('button', { name: 'Continue training' }).click()
    await expectState(page, 'Running')
    await expect.poll(() => pointsOf(page, 'Loss'), { timeout: 90_000 }).toBeGreaterThan(before)
    await page.getByRole('button', { name: 'Stop and keep' }).click()
    await expectState(page, 'Stopped')
  })
})

test('a killed training process harms nothing else, and its run continues', async ({ lab }) => {
  const { page } = lab
  await importSample(lab)
  await page.getByRole('button', { name: 'Train on this' }).click()
  await startRun(page, { method: 'LoRA', epochs: 200, name: 'unlucky run', checkpointEvery: 5 })
  await expect.poll(() => pointsOf(page, 'Loss'), { timeout: 90_000 }).toBeGreaterThan(2)

  // The second safety copy is written by then.
  await expect.poll(() => pointsOf(page, 'Loss'), { timeout: 60_000 }).toBeGreaterThan(15)
  expect(killWorkersOf(lab.pid)).toBeGreaterThan(0)
  await expectState(page, 'Failed')
  await expect(page.getByRole('alert').first()).toBeVisible()
  await goTo(page, 'Data')
  await expect(page.getByRole('button', { name: 'Train on this' })).toBeVisible()

  await goTo(page, 'Runs')
  await page.getByRole('link', { name: 'unlucky run' }).click()
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Continue training' }).click()
  await expectState(page, 'Running')
  await page.getByRole('button', { name: 'Stop and keep' }).click()
  await expectState(page, 'Stopped')
})

test('compare two runs, try a text, take the adapter away', async ({ lab, host }) => {
  const { page } = lab
  await importSample(lab)
  await page.getByRole('button', { name: 'Train on this' }).click()
  await startRun(page, { method: 'LoRA', epochs: 1, name: 'with LoRA' })
  await expectState(page, 'Done')
  await page.getByRole('button', { name: 'New run from this' }).click()
  await startRun(page, { method: 'Head only', epochs: 1, name: 'head alone' })
  await expectState(page, 'Done')

  await test.step('two runs in one chart', async () => {
    await goTo(page, 'Runs')
    for (const name of ['with LoRA', 'head alone']) await page.getByRole('checkbox', { name }).check()
    await expect(page.getByRole('figure').first()).toBeVisible()
    await expect.poll(() => page.locator('path.recharts-curve').count()).toBeGreaterThanOrEqual(2)
  })
  await test.step('the confusion matrix opens its texts', async () => {
    await page.getByRole('link', { name: 'with LoRA' }).click()
    await page.getByRole('tab', { name: 'Confusion' }).click()
    await page
      .getByRole('table', { name: 'Confusion' })
      .getByRole('button')
      .and(page.locator(':enabled'))
      .first()
      .click()
    await expect(page.getByRole('tab', { name: 'Examples' })).toHaveAttribute('aria-selected', 'true')
  })
  await test.step('an export that says the same as the model', async () => {
    await page.getByRole('button', { name: 'Export' }).click()
    await page.getByRole('button', { name: 'Write the files' }).click()
    await expect(page.getByText(/same predictions: 100\/100/i)).toBeVisible({ timeout: 60_000 })
    await expect(page.getByRole('cell', { name: 'adapter_model.safetensors' })).toBeVisible()
    if (host === 'web') {
      const download = page.waitForEvent('download')
      await page.getByRole('link', { name: /Download everything/ }).click()
      const file = await (await download).path()
      expect(readFileSync(file).includes('adapter_config.json')).toBe(true)
    }
    await page.keyboard.press('Escape')
  })
  await test.step('a text of my own', async () => {
    await page.getByRole('button', { name: 'Try it' }).click()
    await page.getByRole('textbox').first().fill('Where is my parcel? It should have been here on Monday.')
    await expect(page.getByText(/\d %/).first()).toBeVisible({ timeout: 60_000 })
  })
})
