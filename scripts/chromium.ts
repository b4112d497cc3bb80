// Finds a Chromium for the end-to-end tests, or installs one.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { chromium } from '@playwright/test'

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge']
const programs = [process.env['ProgramFiles'], process.env['ProgramFiles(x86)'], process.env['LOCALAPPDATA']]
const places = [
  ...(process.env['PATH'] ?? '')
    .split(delimiter)
    .flatMap((folder) => names.map((name) => join(folder, name))),
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ...programs.flatMap((folder) =>
    folder === undefined
      ? []
      : [
          join(folder, 'Google', 'Chrome', 'Application', 'chrome.exe'),
          join(folder, 'Microsoft', 'Edge', 'Application', 'msedge.exe'),
        ],
  ),
]

/** The path of a Chromium that is there: CHROME_PATH, the system's, or Playwright's own. */
export function findChromium(): string | null {
  const chosen = process.env['CHROME_PATH']
  return (
    [...(chosen ? [chosen] : []), ...places, chromium.executablePath()].find((path) => existsSync(path)) ??
    null
  )
}

/** Finds a Chromium, else installs Playwright's, else Debian's where that is allowed. Null where nothing helped. */
export function bringChromium(): string | null {
  const found = findChromium()
  if (found !== null) return found
  console.log('No Chromium here; fetching the one of Playwright ...')
  quietly('node', [join('node_modules', '@playwright', 'test', 'cli.js'), 'install', 'chromium'])
  const fetched = findChromium()
  if (fetched !== null || process.platform !== 'linux' || process.getuid?.() !== 0) return fetched
  console.log("That did not work; installing Debian's chromium ...")
  quietly('apt-get', ['update'])
  quietly('apt-get', ['install', '-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'])
  return findChromium()
}

/** The description of SwiftShader, the software Vulkan that comes with a Chromium: WebGPU without a GPU. */
export function findSwiftShader(chromiumPath: string | null): string | null {
  const folders = [
    ...(chromiumPath === null ? [] : [dirname(chromiumPath)]),
    '/usr/lib/chromium',
    '/usr/lib/chromium-browser',
    '/opt/google/chrome',
  ]
  return (
    folders.map((folder) => join(folder, 'vk_swiftshader_icd.json')).find((path) => existsSync(path)) ?? null
  )
}

function quietly(command: string, words: readonly string[]): void {
  spawnSync(command, words, {
    stdio: ['ignore', 'ignore', 'ignore'],
    timeout: 300_000,
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
  })
}
