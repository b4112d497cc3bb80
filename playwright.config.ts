// End-to-end tests: the same journeys through the Node host in a browser and, where Electron's binary is, on the desktop.
import { defineConfig } from '@playwright/test'
import type { LabOptions } from './e2e/fixture.ts'
import { findChromium } from './scripts/chromium.ts'
import { electronBinary } from './scripts/electron.ts'

const browser = findChromium()
const desktop = electronBinary() !== null || Boolean(process.env['REQUIRE_DESKTOP'])

// No journey reaches the real Hub, or sees the models of whoever runs it.
process.env['HF_ENDPOINT'] = 'http://127.0.0.1:9'
process.env['HF_HUB_CACHE'] = '/nonexistent/lathe-tests'

export default defineConfig<LabOptions>({
  testDir: 'e2e',
  outputDir: 'test-results',
  // Trainings share the cores; side by side they would only slow each other down.
  workers: 1,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  forbidOnly: Boolean(process.env['CI']),
  reporter: [
    ['list'],
    ...(process.env['PLAYWRIGHT_JSON_OUTPUT_FILE'] === undefined ? [] : [['json'] as ['json']]),
  ],
  use: {
    actionTimeout: 20_000,
    screenshot: 'only-on-failure',
    viewport: { width: 1280, height: 800 },
    contextOptions: { reducedMotion: 'reduce' },
    launchOptions: browser === null ? {} : { executablePath: browser },
  },
  projects: [
    { name: 'cli', testMatch: 'cli.spec.ts' },
    { name: 'web', testIgnore: ['cli.spec.ts', 'desktop.spec.ts'], use: { host: 'web' } },
    ...(desktop
      ? [{ name: 'desktop', testIgnore: ['cli.spec.ts', 'web.spec.ts'], use: { host: 'desktop' as const } }]
      : []),
  ],
})
