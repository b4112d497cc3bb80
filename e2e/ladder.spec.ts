// Methods compared in one click: set up, watched through a reload, and taken away.
import { readFileSync } from 'node:fs'
import { expect, sampleFile, test } from './fixture.ts'
import { goTo, importSample } from './hands.ts'

const methods = ['Head only', 'LoRA']
const baselines = ['Linear probe', 'TF-IDF + logistic regression']

/** Every fifth row of the sample as another source would write it: its labels in capitals, and one that means nothing here. */
function otherFile(): { name: string; bytes: Buffer } {
  const [head = '', ...rows] = sampleFile().bytes.toString('utf8').trim().split('\n')
  const others = rows
    .filter((_, i) => i % 20 === 0)
    .map((row) => row.replace(/[^,]+$/, (label) => label.trim().toUpperCase()))
  const strangers = ['Do you know a good joke?,SMALL TALK', 'Lovely weather today.,SMALL TALK']
  return { name: 'other-shop.csv', bytes: Buffer.from([head, ...others, ...strangers, ''].join('\n')) }
}

test('two methods and two baselines are compared, also out of domain, and the result is taken away', async ({
  lab,
}) => {
  test.slow()
  const { page } = lab
  await test.step('two datasets with the same labels in other letters', async () => {
    await lab.drop([otherFile()])
    await page.getByRole('button', { name: 'Import', exact: true }).click()
    await expect(page.getByRole('button', { name: 'Train on this' })).toBeVisible()
    await importSample(lab)
  })

  await test.step('set up', async () => {
    await page.getByRole('button', { name: 'Compare methods on this' }).click()
    await page.getByRole('combobox', { name: 'Test also on' }).click()
    await page.getByRole('option', { name: /other-shop/ }).click()
    await expect(page.getByText('2 are left out because their label means nothing here')).toBeVisible()
    const cards = page.getByRole('region', { name: 'Methods' }).getByRole('checkbox')
    for (const card of await cards.all()) {
      const wanted = methods.includes((await card.getAttribute('aria-label')) ?? '')
      if ((await card.isChecked()) !== wanted) await card.click()
    }
    for (const baseline of baselines) await page.getByRole('checkbox', { name: baseline }).check()
    const amount = page.getByRole('region', { name: 'How much' })
    await amount.getByLabel('Seeds', { exact: true }).fill('2')
    await amount.getByText('All rows').click()
    await amount.getByRole('button', { name: 'More options of the comparison' }).click()
    await amount.getByLabel('At least so many steps').fill('12')
    await amount.getByRole('button', { name: 'Training options of all runs' }).click()
    await amount.getByLabel('Epochs', { exact: true }).fill('1')
    const cost = page.getByRole('region', { name: 'Cost' })
    await cost.getByLabel('Name').fill('two methods')
    await expect(cost.getByRole('row', { name: 'Runs' })).toContainText('8', { timeout: 60_000 })
    await cost.getByRole('button', { name: 'Start', exact: true }).click()
    await expect(page.getByRole('heading', { level: 1, name: 'two methods' })).toBeVisible()
  })

  await test.step('a reload in the middle loses nothing', async () => {
    await page.reload()
    await expect(page.getByText(/Run \d of 8: |\d of 8 runs have ended/)).toBeVisible()
    await expect(page.getByText('Done', { exact: true }).first()).toBeVisible({ timeout: 240_000 })
  })

  const result = page.getByRole('table', { name: 'Result' })
  await test.step('the result: table, charts, chance and claims', async () => {
    for (const name of [...methods, ...baselines, 'Always'])
      await expect(result.getByRole('row', { name })).toContainText('±')
    for (const name of ['Out of domain', 'Difference'])
      await expect(result.getByRole('columnheader', { name })).toBeVisible()
    await expect(page.getByRole('figure', { name: 'Accuracy against trained parameters' })).toBeVisible()
    const chance = page.getByRole('region', { name: 'Is the difference chance?' })
    const row = (name: string) => chance.getByRole('row', { name })
    // Without full fine-tuning the first method is the one that the others are compared with.
    await expect(row(methods[1]!)).toBeHidden()
    await expect(row(methods[0]!)).toContainText(/chance|No difference/)
    await expect(chance).toContainText('2 seeds cannot show')
    await chance.getByRole('combobox', { name: 'Compared with' }).click()
    await page.getByRole('option', { name: methods[0]! }).click()
    await expect(row(methods[1]!)).toContainText(/chance|No difference/)
    await expect(row(methods[0]!)).toBeHidden()
    await expect(page.getByRole('region', { name: 'What the lecture says' })).toBeVisible()
  })

  await test.step('export as CSV, Markdown and PNG', async () => {
    const take = async (item: string): Promise<Buffer> => {
      await page.getByRole('button', { name: 'Export' }).click()
      const download = page.waitForEvent('download')
      await page.getByRole('menuitem', { name: item }).click()
      return readFileSync(await (await download).path())
    }
    // A line for each run, and for each seed what always the same answer scores.
    expect((await take('Every run as CSV')).toString().trim().split('\n')).toHaveLength(1 + 8 + 2)
    expect((await take('Tables and findings as Markdown')).toString()).toMatch(
      /^# two methods\n[^]*\| LoRA \| \d\.\d{3} ± /,
    )
    expect((await take('Table and charts as PNG')).subarray(1, 4).toString()).toBe('PNG')
  })

  await test.step('its runs are runs like others', async () => {
    await page.getByRole('button', { name: 'All 8 runs' }).click()
    await page.getByRole('table', { name: 'Runs of the comparison' }).getByRole('link').first().click()
    await expect(page.getByRole('link', { name: 'The comparison it is part of' })).toBeVisible()
    await goTo(page, 'Runs')
    const all = page.getByRole('table', { name: 'Runs' }).getByRole('link')
    await expect(all).toHaveCount(8)
    await page.getByRole('switch', { name: 'With 8 runs of comparisons and recipes' }).click()
    await expect(all).toHaveCount(0)
    await goTo(page, 'Compare')
    await expect(page.getByRole('link', { name: 'two methods' })).toBeVisible()
  })
})
