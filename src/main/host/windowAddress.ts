// Which addresses are the window's own, and which may open in the person's browser.

/** The window's pages come from here, not from file://, so that "self" in the CSP means the program alone. */
export const windowAddress = 'app://lab/'

/** Places that Lathe's own texts link to. */
const outside = ['github.com', 'huggingface.co', 'arxiv.org', 'aclanthology.org', 'onnxruntime.ai']

export function isOwnAddress(address: string): boolean {
  const url = URL.parse(address)
  return url?.protocol === 'app:' && url.host === 'lab'
}

/** Whether a link may leave for the person's browser. */
export function mayOpenOutside(address: string): boolean {
  const url = URL.parse(address)
  return (
    url?.protocol === 'https:' && url.port === '' && url.username === '' && outside.includes(url.hostname)
  )
}

/** As much of Electron's WebFrameMain as the check needs. */
export interface Frame {
  readonly url: string
  readonly parent: unknown
}

/** Whether a message came from our page in the window's own frame: not from a frame inside it, not from a page it left for. */
export function isOwnSender(sender: Frame | null, mainFrame: Frame): boolean {
  return sender !== null && sender === mainFrame && sender.parent === null && isOwnAddress(sender.url)
}
