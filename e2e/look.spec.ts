// Pictures of every page in light and dark, for people to look at, and what can be checked without eyes.
import { expect, test } from './fixture.ts'
import { expectState, goTo, importSample, startRun } from './hands.ts'

const pages = ['Data', 'Prompts', 'Train', 'Runs', 'Compare', 'Recipes', 'Try it', 'Models']

test('every page fits its window in light and dark', async ({ lab }, info) => {
  const { page } = lab
  await importSample(lab)
  await page.getByRole('button', { name: 'Train on this' }).click()
  await startRun(page, { method: 'LoRA', epochs: 1, name: 'for the picture' })
  await expectState(page, 'Done')
  const run = new URL(page.url()).hash

  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await expect(page.locator('html')).toHaveAttribute('data-mantine-color-scheme', colorScheme)
    await page.evaluate((hash) => (location.hash = hash), run)
    await expect(page.getByRole('heading', { level: 1, name: 'for the picture' })).toBeVisible()
    await page.screenshot({ path: info.outputPath(`run-${colorScheme}.png`) })
    for (const name of pages) {
      await goTo(page, name)
      await expect(page.getByRole('heading').first()).toBeVisible()
      await page.screenshot({
        path: info.outputPath(`${name.toLowerCase().replaceAll(' ', '-')}-${colorScheme}.png`),
      })
    }
  }
  await page.setViewportSize({ width: 900, height: 800 })
  for (const name of pages) {
    await goTo(page, name)
    await expect(page.getByRole('heading').first()).toBeVisible()
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    expect(overflow, `${name} scrolls sideways at 900 pixels`).toBeLessThanOrEqual(0)
  }
})
