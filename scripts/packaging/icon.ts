// Renders resources/icon.svg to the PNG that the installers are made from: node scripts/packaging/icon.ts
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { chromium } from '@playwright/test'
import { bringChromium } from '../chromium.ts'

const resources = resolve(import.meta.dirname, '../../resources')
const path = bringChromium()
if (path === null) throw new Error('Drawing the icon needs a Chromium; set CHROME_PATH to one.')
const browser = await chromium.launch({ executablePath: path })
const page = await browser.newPage({ viewport: { width: 1024, height: 1024 } })
await page.setContent(
  `<style>*{margin:0;background:transparent}</style>${readFileSync(resolve(resources, 'icon.svg'), 'utf8')}`,
)
await page.screenshot({ path: resolve(resources, 'icon.png'), omitBackground: true })
await browser.close()
