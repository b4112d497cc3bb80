// The cockpit of early exits: a threshold moves and everything with it, a promise is kept or refused, and the rule is taken along.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator, Page } from '@playwright/test'
import { endCommands, lathe } from './cli.ts'
import { expect, test } from './fixture.ts'
import { goTo } from './hands.ts'
import { manyReviews } from './reviews.ts'

test.afterEach(endCommands)

test.beforeEach(async ({ home }) => {
  const file = join(home, 'reviews.csv')
  writeFileSync(file, manyReviews)
  const train = async (name: string, words: string): Promise<void> => {
    const shares = '--set split.dev=0.3 --set split.test=0.3'.split(' ')
    const options = ['--data', file, '--name', name, '--batch', '8', ...shares, ...words.split(' ')]
    const { code, stderr } = await lathe(home, 'train', ...options)
    expect(code, stderr).toBe(0)
  }
  await train('leaving', '--steps 40 --exit alternating --set alternating.certainty=true')
  await train('raw', '--steps 10')
})

/** The number of a fact of the threshold at hand. */
async function fact(page: Page, name: string): Promise<number> {
  const facts = page.getByLabel('At this threshold').locator('div')
  const text = await facts
    .filter({ has: page.getByText(name, { exact: true }) })
    .locator('dd')
    .innerText()
  return parseFloat(text)
}

/** How many texts leave at each layer, as the histogram says. */
async function leavers(histogram: Locator): Promise<number[]> {
  const words = (await histogram.getByRole('img').getAttribute('aria-label')) ?? ''
  return words.split(': ')[1]!.split(', ').map(Number)
}

test('a threshold moves everything, a promise sets it, and the rule is taken along', async ({ lab }) => {
  const { page } = lab
  await goTo(page, 'Runs')
  await page.getByRole('link', { name: 'leaving', exact: true }).click()
  await page.getByRole('tab', { name: 'Layer exits' }).click()
  const slider = page.getByRole('slider', { name: 'Threshold' })
  const histogram = page.getByRole('figure', { name: 'Where texts leave' })

  await test.step('from nobody leaves to all do', async () => {
    await slider.press('Home')
    expect(await fact(page, 'Layers saved')).toBe(0)
    const layers = await leavers(histogram)
    expect(layers.slice(0, -1).every((n) => n === 0)).toBe(true)
    await slider.press('End')
    expect(await leavers(histogram)).toEqual([layers.at(-1), ...layers.slice(1).map(() => 0)])
    expect(await fact(page, 'Layers saved')).toBeCloseTo(100 * (1 - 1 / layers.length), 0)
    const first = page.getByRole('table', { name: 'First to leave' }).getByRole('row').nth(1)
    await expect(first).toContainText(/(positive|negative)1\d+\.\d %/)
    for (const rule of ['Probability', 'Patience', 'Learned certainty']) {
      await page.getByRole('radiogroup', { name: 'Rule' }).getByText(rule, { exact: true }).click()
      await slider.press('Home')
      expect(await fact(page, 'Layers saved')).toBe(0)
    }
    await page.getByRole('radiogroup', { name: 'Rule' }).getByText('Entropy', { exact: true }).click()
  })

  await test.step('each layer may have its own threshold', async () => {
    await slider.press('End')
    await page.getByRole('button', { name: 'A threshold for each layer' }).click()
    await page.getByRole('textbox', { name: 'Layer 1' }).fill('0')
    await expect.poll(async () => (await leavers(histogram))[0]).toBe(0)
    expect((await leavers(histogram))[1]).toBeGreaterThan(0)
    await page.getByRole('button', { name: 'One threshold for all layers' }).click()
    await expect.poll(async () => (await leavers(histogram))[0]).toBeGreaterThan(0)
  })

  await test.step('few rows cannot promise much, and say how many it takes', async () => {
    const promise = page.getByRole('region', { name: 'A promise' })
    await promise.getByRole('button', { name: 'Find the threshold' }).click()
    await expect(promise.getByRole('status')).toContainText('it takes 299')
    await promise.getByLabel('Points of accuracy').fill('10')
    await promise.getByRole('button', { name: 'Find the threshold' }).click()
    await expect(promise.getByRole('status')).toContainText(/entropy=\S+ keeps it|only where no text leaves/)
    await expect(promise.getByRole('status')).toContainText(/On \d+ test rows: accuracy/)
  })

  await test.step('the rule of the slider is the rule to take along', async () => {
    await slider.press('End')
    await page.getByRole('radiogroup', { name: 'Split' }).getByText('Test', { exact: true }).click()
    const command = page.getByRole('region', { name: 'Take it along' })
    await expect(command).toContainText(/lathe predict --run \w+ --exit entropy=1\.0\d* --data texts\.csv/)
  })

  await test.step('its layers are exported with the same rule', async () => {
    await page.getByRole('button', { name: 'Export with this' }).click()
    const dialog = page.getByRole('dialog', { name: 'Export' })
    await expect(dialog.getByRole('radio', { name: 'ONNX layers' })).toBeChecked()
    await expect(dialog.getByRole('textbox', { name: 'Texts leave by' })).toHaveValue(/^entropy=1\.0\d*$/)
    await page.keyboard.press('Escape')
    await expect(dialog).toBeHidden()
  })

  await test.step('calibration of a layer, and other runs beside', async () => {
    await page.getByRole('button', { name: 'Layer 2: show its calibration' }).click()
    await expect(page.getByRole('figure', { name: 'Calibration of layer 2' })).toBeVisible()
    await page.getByRole('combobox', { name: 'Runs on the same rows' }).click()
    await page.getByRole('option', { name: /raw$/ }).click()
    const beside = page.getByRole('figure', { name: 'Runs by entropy' })
    await expect(beside).toContainText('All layers of a run without exits')
    await expect(beside.getByText(/leaving$/)).toBeVisible()
  })

  await test.step('the Try page lets a text leave by the same rule', async () => {
    await page.getByRole('button', { name: 'Try it with this' }).click()
    await expect(page).toHaveURL(/#\/try\/\w+\?exit=entropy%3D/)
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill('a superb film')
    const path = page.getByRole('table', { name: 'Path through the layers' })
    await expect(path.getByRole('row').nth(1)).toContainText('left here', { timeout: 60_000 })
    await expect(path).toContainText('not computed')
    await page.getByRole('textbox', { name: 'Threshold' }).fill('0.25')
    await expect(page).toHaveURL(/exit=entropy%3D0\.25$/)
    await expect(path).toBeVisible()
    await page.reload()
    await expect(page.getByRole('textbox', { name: 'Threshold' })).toHaveValue('0.25')
    await page.evaluate(() => {
      location.hash = location.hash.replace('0.25', '0.5')
    })
    await expect(page.getByRole('textbox', { name: 'Threshold' })).toHaveValue('0.5')
  })
})
