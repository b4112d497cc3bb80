// Files in and out: paths on the desktop, uploads and downloads in a browser.
import type { FileRef } from '../../shared/contract.ts'
import { LabError, type LabErrorCode } from '../../shared/labError.ts'

/** Makes a dropped or chosen file readable for the host. */
export async function fileRef(file: File): Promise<FileRef> {
  const path = window.labHost?.pathForFile(file)
  // A file that a script made has no path; then its bytes are sent.
  if (path) return { ref: path, name: file.name }
  return upload(file)
}

/** A chosen folder as the file in it that says what the model is; the host takes the folder around it. */
export function modelFolder(files: readonly File[]): Promise<FileRef> {
  const depth = (file: File): number => file.webkitRelativePath.split('/').length
  const sorted = files.toSorted((a, b) => depth(a) - depth(b))
  const file = sorted.find(({ name }) => name === 'config.json') ?? sorted[0]
  if (!file) throw new LabError('file', 'The folder is empty. Choose one with a config.json and weights.')
  return fileRef(file)
}

async function upload(file: File): Promise<FileRef> {
  const response = await fetch(`/upload?name=${encodeURIComponent(file.name)}`, {
    method: 'POST',
    body: file,
  })
  const answer = (await response.json()) as FileRef | { error: { code: LabErrorCode; message: string } }
  if ('error' in answer) throw new LabError(answer.error.code, answer.error.message)
  return answer
}

/** Hands the person a file: the desktop's save dialog or the browser's download. */
export function save(name: string, content: Blob | string): void {
  const blob = typeof content === 'string' ? new Blob([content], { type: 'text/plain' }) : content
  const address = URL.createObjectURL(blob)
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
