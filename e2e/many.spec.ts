// Two runs on one model answer a text side by side, in one pass through it.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeTinyBert } from '../src/testing/tinyBert.ts'
import { reviews } from '../src/testing/runPlace.ts'
import { lathe } from './cli.ts'
import { expect, test as base } from './fixture.ts'
import { goTo } from './hands.ts'

const test = base.extend({
  /** Where two runs on one model have ended. */
  home: async ({ home }, use) => {
    const data = join(home, 'reviews.csv')
    writeFileSync(data, reviews(40))
    const model = join(home, 'tiny')
    await writeTinyBert(model)
    for (const [name, tuning] of [
      ['with LoRA', 'lora'],
      ['head alone', 'head'],
    ] as const) {
      const settings = ['--tuning', tuning, '--steps', '2', '--lr', '0.003', '--name', name]
      await lathe(home, 'train', '--data', data, '--model', model, ...settings)
    }
    await use(home)
  },
})

test('two runs answer a text beside each other; one is taken away again', async ({ lab }, info) => {
  const { page } = lab
  await goTo(page, 'Try it')
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('a great film')
  const answers = page.getByRole('status')
  await expect(answers.getByText(/^Took [\d,.]+ ms\.$/)).toBeVisible()
  await page.getByRole('combobox', { name: 'Beside' }).click()
  await page.getByRole('option', { name: /with LoRA/ }).click()
  for (const name of ['with LoRA', 'head alone']) {
    const answer = answers.getByRole('group', { name })
    await expect(answer.getByRole('table', { name: 'Probabilities' }).getByRole('row')).toHaveCount(2)
  }
  await expect(answers.getByText(/ms for all 2, in one pass through the model\.$/)).toBeVisible()
  await page.keyboard.press('Escape')
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
    await page.screenshot({ path: info.outputPath(`beside-${colorScheme}.png`) })
  }
  await page.setViewportSize({ width: 900, height: 800 })
  await page.screenshot({ path: info.outputPath('beside-900.png') })
  await page.keyboard.press('Backspace')
  await expect(answers.getByRole('group')).toHaveCount(0)
})
