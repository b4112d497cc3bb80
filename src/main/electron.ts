// Entry of the desktop program. With a command's name as its first word it is the command line instead.
import { app, BrowserWindow, dialog, shell } from 'electron'
import { join } from 'node:path'
import { LabError } from '../shared/labError.ts'
import { isCommand, runCli } from './cli/program.ts'
import { forkElectron } from './electronPlatform.ts'
import { adoptSystemProxy } from './electronProxy.ts'
import { electronSecrets } from './electronSecrets.ts'
import { guardPages, openWindow, registerScheme } from './electronWindow.ts'
import { type Home, homeFolder, openHome } from './home.ts'
import { createDroppedFiles, type DroppedFiles } from './host/droppedFiles.ts'
import type { SecretStore } from './host/platform.ts'
import { workerEntry } from './host/workerEntry.ts'
import { type Lab, openLab } from './services/lab.ts'

const words = process.argv.slice(app.isPackaged ? 1 : 2)
const environment = {
  kind: 'electron',
  forkWorker: () => forkElectron(workerEntry()),
  secretsIn: electronSecrets,
} as const

if (isCommand(words[0], environment)) {
  // Not awaited here: Electron is ready only after this module has been evaluated.
  void app.whenReady().then(async () => app.exit(await runCli(words, environment)))
} else {
  const home = openHome(homeFolder())
  // One window per home: another home may be open beside it.
  app.setPath('userData', join(home.folder, 'window'))
  if (app.requestSingleInstanceLock()) {
    app.enableSandbox()
    registerScheme()
    void app.whenReady().then(() => startDesktop(home))
  } else app.quit()
}

async function startDesktop(home: Home): Promise<void> {
  await adoptSystemProxy()
  const files = createDroppedFiles()
  const lab = openLabOrTell(home, files, await electronSecrets(home.folder))
  if (!lab) return
  guardPages()
  openWindow(lab, files)
  const show = (): void => {
    const [window] = BrowserWindow.getAllWindows()
    if (!window) return void openWindow(lab, files)
    if (window.isMinimized()) window.restore()
    window.focus()
  }
  app.on('second-instance', show)
  app.on('activate', show)

  let closing = false
  // A run or a download goes on while the window is closed; starting Lathe again shows it.
  const quitWhenIdle = (): void => {
    if (closing || process.platform === 'darwin') return
    if (BrowserWindow.getAllWindows().length === 0 && !lab.isBusy()) app.quit()
  }
  app.on('window-all-closed', quitWhenIdle)
  lab.listen((event) => {
    if (event === 'runs.changed' || event === 'hub.progress') setImmediate(quitWhenIdle)
  })
  app.on('before-quit', (event) => {
    if (closing) return
    closing = true
    event.preventDefault()
    for (const window of BrowserWindow.getAllWindows()) window.close()
    void lab.close().finally(() => app.exit(0))
  })
}

/** The laboratory; undefined where it cannot be opened, which the person has then been told. */
function openLabOrTell(home: Home, files: DroppedFiles, secrets: SecretStore): Lab | undefined {
  try {
    return openLab({
      home,
      holder: 'The Lathe app',
      adopts: true,
      platform: {
        kind: environment.kind,
        forkWorker: environment.forkWorker,
        secrets,
        pathOf: files.pathOf,
        trustsPaths: false,
        reveal: (folder) => void shell.openPath(folder),
      },
    })
  } catch (thrown) {
    dialog.showErrorBox('Lathe cannot start', LabError.from(thrown).message)
    app.exit(1)
    return undefined
  }
}
