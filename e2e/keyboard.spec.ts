// Everything without a mouse.
import type { Page } from '@playwright/test'
import { expect, test } from './fixture.ts'
import { expectState } from './hands.ts'

/** Tabs forward until the control has the focus. */
async function tabTo(
  page: Page,
  role: 'button' | 'link' | 'radio' | 'spinbutton',
  name: RegExp,
): Promise<void> {
  const wanted = page.getByRole(role, { name }).first()
  await expect(wanted).toBeVisible({ timeout: 60_000 })
  await expect(wanted).toBeEnabled({ timeout: 60_000 })
  for (let presses = 0; presses < 150; presses++) {
    if (await wanted.evaluate((element) => element === document.activeElement)) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab never reached the ${role} ${String(name)}.`)
}

test('from an empty laboratory to a trained model by keyboard alone', async ({ lab }) => {
  const { page } = lab
  await tabTo(page, 'button', /Use the sample data/)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('textbox', { name: 'Go to' })).toBeFocused()
  await page.keyboard.type('Train')
  await page.keyboard.press('Enter')
  await tabTo(page, 'radio', /Head only/)
  await page.keyboard.press('Space')
  await tabTo(page, 'button', /^Start$/)
  await page.keyboard.press('Enter')
  await expectState(page, 'Done')
})

test('the question mark lists the keys, Escape puts the list away', async ({ lab }) => {
  const { page } = lab
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
  await page.keyboard.press('Shift+?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toBeHidden()
})

test('whatever has the focus shows it', async ({ lab }) => {
  const { page } = lab
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
  for (let presses = 0; presses < 12; presses++) {
    await page.keyboard.press('Tab')
    const marked = await page.evaluate(() => {
      // After the last control the focus leaves the page.
      if (document.activeElement === null || document.activeElement === document.body) return true
      const style = getComputedStyle(document.activeElement)
      return style.outlineStyle !== 'none' || style.boxShadow !== 'none'
    })
    expect(marked, `the control after ${presses + 1} tabs`).toBe(true)
  }
})
