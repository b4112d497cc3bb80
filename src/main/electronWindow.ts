// The window: its page, its rights (none), its connection to the laboratory.
import { app, BrowserWindow, ipcMain, protocol, screen, session, shell } from 'electron'
import { join } from 'node:path'
import { serve } from '../shared/serve.ts'
import type { Connection } from '../shared/wire.ts'
import { answerAppRequest } from './host/appProtocol.ts'
import type { DroppedFiles } from './host/droppedFiles.ts'
import { isOwnAddress, isOwnSender, mayOpenOutside, windowAddress } from './host/windowAddress.ts'
import { windowFolder } from './host/windowFiles.ts'
import { isReachable, readWindowState, writeWindowState } from './host/windowState.ts'
import { projectFolder } from './resources.ts'
import type { Lab } from './services/lab.ts'

/** Call before the app is ready: app:// becomes a scheme with an origin of its own. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ])
}

/** The one thing a page may ask for: to copy text when a person presses Copy. */
const allowed = 'clipboard-sanitized-write'

/** Call once the app is ready: rules for every page that may ever be shown. */
export function guardPages(): void {
  protocol.handle('app', ({ url }) => answerAppRequest(url, windowFolder()))
  session.defaultSession.setPermissionRequestHandler((_contents, permission, decide) =>
    decide(permission === allowed),
  )
  session.defaultSession.setPermissionCheckHandler((_contents, permission) => permission === allowed)
  app.on('web-contents-created', (_event, contents) => {
    const stay = (event: { url: string; preventDefault(): void }): void => {
      if (!isOwnAddress(event.url)) event.preventDefault()
    }
    contents.on('will-navigate', stay)
    contents.on('will-redirect', stay)
    contents.on('will-attach-webview', (event) => event.preventDefault())
    contents.setWindowOpenHandler(({ url }) => {
      if (mayOpenOutside(url)) void shell.openExternal(url)
      return { action: 'deny' }
    })
  })
}

/** Opens the window on `lab`. */
export function openWindow(lab: Lab, files: DroppedFiles): BrowserWindow {
  const stateFile = join(lab.context.home.folder, 'window.json')
  const state = readWindowState(stateFile)
  const screens = screen.getAllDisplays().map(({ workArea }) => workArea)
  const { maximized = false, ...place } =
    state && isReachable(state, screens) ? state : { width: 1280, height: 800 }
  const window = new BrowserWindow({
    ...place,
    minWidth: 900,
    minHeight: 600,
    show: false,
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(projectFolder(), 'out', 'preload', 'preload.cjs'),
      sandbox: true,
      contextIsolation: true,
    },
  })
  if (maximized) window.maximize()
  window.once('ready-to-show', () => window.show())
  window.on('close', () =>
    writeWindowState(stateFile, { ...window.getNormalBounds(), maximized: window.isMaximized() }),
  )
  const connection = ipcConnection(window, files)
  connection.onClose(lab.listen(serve(connection, lab.handlers)))
  void window.loadURL(windowAddress)
  return window
}

/** Messages between main and one window's own page; all others are dropped. */
function ipcConnection(window: BrowserWindow, files: DroppedFiles): Connection {
  const closed: (() => void)[] = []
  window.on('closed', () => {
    ipcMain.removeAllListeners('lab')
    ipcMain.removeAllListeners('lab:file')
    for (const listener of closed) listener()
  })
  ipcMain.on('lab:file', (event, path: unknown) => {
    const own = isOwnSender(event.senderFrame, window.webContents.mainFrame) && typeof path === 'string'
    event.returnValue = own ? files.register(path) : ''
  })
  return {
    send: (message) => {
      if (!window.isDestroyed()) window.webContents.send('lab', message)
    },
    onMessage: (listener) =>
      void ipcMain.on('lab', (event, message: unknown) => {
        if (isOwnSender(event.senderFrame, window.webContents.mainFrame)) listener(message)
      }),
    onClose: (listener) => void closed.push(listener),
  }
}
