// Files in and out: paths on the desktop, uploads and downloads in a browser.
import type { FileRef } from '../../shared/host.ts'
import { LabError, type LabErrorCode } from '../../shared/labError.ts'

/** For an upload that takes its time. */
export interface Watch {
  readonly onBytes?: (sent: number) => void
  readonly signal?: AbortSignal
}

/** Makes a dropped or chosen file readable for the host. */
export async function fileRef(file: File, watch: Watch = {}): Promise<FileRef> {
  const path = window.labHost?.pathForFile(file)
  // A file that a script made has no path; then its bytes are sent.
  if (path) return { ref: path, name: file.name }
  return upload(file, watch)
}

/** Sends a file to the host. XMLHttpRequest, because fetch does not tell how much of a body is sent. */
function upload(file: File, { onBytes, signal }: Watch): Promise<FileRef> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/upload?name=${encodeURIComponent(file.name)}`)
    request.responseType = 'json'
    request.upload.onprogress = ({ loaded }) => onBytes?.(loaded)
    request.onload = () => {
      const answer = request.response as Answer | null
      if (answer && 'ref' in answer) resolve(answer)
      else reject(new LabError(answer?.error.code ?? 'internal', answer?.error.message ?? notSent(file)))
    }
    // A file that has changed or gone since it was dropped ends here as well.
    request.onerror = () => reject(new LabError('file', notSent(file)))
    request.onabort = () => reject(signal?.reason)
    signal?.addEventListener('abort', () => request.abort(), { once: true })
    request.send(file)
  })
}

type Answer = FileRef | { readonly error: { readonly code: LabErrorCode; readonly message: string } }

const notSent = ({ name }: File): string => `${name} could not be sent to Lathe. Choose it once again.`

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
