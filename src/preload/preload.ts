// The only door between the window and the desktop program: three functions, none of them Electron's own.
import { contextBridge, ipcRenderer, webUtils } from 'electron'

contextBridge.exposeInMainWorld('labHost', {
  send: (message: unknown) => ipcRenderer.send('lab', message),
  onMessage: (listener: (message: unknown) => void) => {
    ipcRenderer.on('lab', (_event, message) => listener(message))
  },
  /** A reference to a dropped or chosen file, or '' for a File that a script made. The path stays in main. */
  pathForFile: (file: File): string => {
    const path = webUtils.getPathForFile(file)
    return path === '' ? '' : String(ipcRenderer.sendSync('lab:file', path))
  },
})
