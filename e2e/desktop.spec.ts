// What only the desktop's window must guarantee.
import { expect, test } from './fixture.ts'

test('the window has no Node, opens no windows and stays on its page', async ({ lab }) => {
  const { page } = lab
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
  const address = page.url()
  expect(await page.evaluate(() => ['process' in window, 'require' in window])).toEqual([false, false])
  expect(await page.evaluate(() => window.open('https://example.org') === null)).toBe(true)
  await page.evaluate(() => {
    location.href = 'https://example.org'
  })
  await expect(page.getByRole('navigation', { name: 'Pages' })).toBeVisible()
  expect(page.url()).toBe(address)
})
