// Early exits from the Train page to a predicted file: chosen, watched layer by layer, tried on a text, and used on many.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './fixture.ts'
import { expectState, pointsOf, startRun } from './hands.ts'
import { importText, labelledReviews, plainReviews } from './reviews.ts'

test('a run learns to let texts leave early, and a text and a file do', async ({ lab }) => {
  const { page } = lab
  await importText(lab, 'reviews.csv', labelledReviews)
  await page.getByRole('button', { name: 'Train on this' }).click()

  await page.getByRole('radio', { name: 'Alternating (BERxiT)' }).click()
  await page.getByRole('button', { name: 'Options of Alternating (BERxiT)' }).click()
  await page.getByLabel('Learn when to exit').check({ force: true })
  await page.getByRole('button', { name: 'More training options' }).click()
  await page.getByLabel('Evaluate every (steps)').fill('2')
  await startRun(page, { method: 'LoRA', epochs: 4, name: 'early' })

  await test.step('each layer is seen to learn', async () => {
    const accuracy = page.getByRole('figure', { name: 'Accuracy of each layer' })
    await expect(accuracy.getByRole('button', { name: /^Layer \d$/ })).toHaveCount(4, { timeout: 60_000 })
    await expectState(page, 'Done')
    expect(await pointsOf(page, 'Accuracy of each layer')).toBeGreaterThan(2)
    expect(await pointsOf(page, 'Loss of each layer')).toBeGreaterThan(2)
  })

  await test.step('training again keeps the exit', async () => {
    await page.getByRole('button', { name: 'New run from this' }).click()
    await expect(page.getByRole('radio', { name: 'Alternating (BERxiT)' })).toBeChecked()
    await page.goBack()
  })

  await test.step('a text shows its way, and what leaving saved', async () => {
    await page.getByRole('button', { name: 'Try it', exact: true }).click()
    await page.getByRole('textbox', { name: 'Text', exact: true }).fill('a wonderful film')
    const path = page.getByRole('table', { name: 'Path through the layers' })
    await page.getByText('All layers', { exact: true }).click()
    await expect(path.getByRole('row')).toHaveCount(5, { timeout: 60_000 })
    await expect(path).not.toContainText('not computed')
    await page.getByText('Probability', { exact: true }).first().click()
    await page.getByRole('textbox', { name: 'Threshold' }).fill('0.4')
    await expect(path.getByText('not computed')).toHaveCount(3)
    await expect(path.getByRole('row').nth(1)).toContainText(/(positive|negative).*%.*%left here/)
    await expect(page.getByText(/^It left after layer 1 of 4\. .*ms.*The last layer says/)).toBeVisible()
    await page.getByRole('textbox', { name: 'Threshold' }).fill('0.4/')
    await expect(page.getByText(/A number; or one for each layer/)).toBeVisible()
    await page.getByRole('textbox', { name: 'Threshold' }).fill('0.4')
  })

  await test.step('a file is predicted by the same rule', async () => {
    const file = join(lab.home, 'plain.csv')
    writeFileSync(file, `text\n${plainReviews}\n`)
    await lab.chooseFile(page.getByRole('button', { name: 'Choose a file' }), file)
    const download = page.waitForEvent('download')
    await page.getByRole('button', { name: 'Predict and save' }).click()
    await expect(
      page.getByText(/40 rows in "plain predicted.csv".* 1.00 of 4 layers on average/),
    ).toBeVisible()
    const [header, first] = readFileSync(await (await download).path(), 'utf8').split('\n')
    expect(header).toBe('r1,r1 probability,layer,text')
    expect(first).toMatch(/^(positive|negative),0\.\d+,1,this film is so superb$/)
  })
})
