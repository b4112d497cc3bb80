// A causal language model that was trained on my texts goes on with a prompt in the window.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { writeTinyModel } from '../src/testing/tinyModel.ts'
import { lathe } from './cli.ts'
import { expect, test as base } from './fixture.ts'
import { goTo } from './hands.ts'

const test = base.extend({
  /** Where a run of causalLm has ended. */
  home: async ({ home }, use) => {
    const notes = join(home, 'notes.txt')
    writeFileSync(notes, 'the captain looked at the sea\n'.repeat(80))
    const model = join(home, 'tiny')
    await writeTinyModel(model, 'gpt2')
    const settings = ['--epochs', '6', '--batch', '2', '--lr', '0.02', '--name', 'sea tales']
    await lathe(
      home,
      'train',
      '--data',
      notes,
      '--model',
      model,
      '--objective',
      'causalLm',
      '--tuning',
      'full',
      ...settings,
    )
    await use(home)
  },
})

test('a run goes on with a prompt, says why it ended, and writes the same again', async ({ lab }) => {
  const { page } = lab
  await goTo(page, 'Runs')
  await page.getByRole('link', { name: 'sea tales' }).click()
  await page.getByRole('button', { name: 'Try it' }).click()
  await page.getByLabel('Prompt').fill('the captain')
  const text = page.getByRole('region', { name: 'Text' })
  const write = page.getByRole('button', { name: 'Write', exact: true })
  await page.getByRole('button', { name: 'How it writes' }).click()
  await page.getByLabel('New tokens').fill('12')
  await page.getByLabel('Temperature').fill('2')
  await write.click()
  await expect(page.getByText(/^12 tokens, [\d.,]+ a second\. All its tokens are written\.$/)).toBeVisible()
  const first = await text.innerText()
  expect(first).toMatch(/^the captain./)
  await page.getByLabel('Seed').fill('14')
  await write.click()
  await expect(text).toHaveText(/^the captain./)
  await expect(text).not.toHaveText(first)
  await page.getByLabel('Seed').fill('13')
  await write.click()
  await expect(text).toHaveText(first)
  await page.getByLabel('Prompt').fill('the captain '.repeat(60))
  await write.click()
  await expect(page.getByRole('alert')).toContainText('Shorten the prompt')
})
