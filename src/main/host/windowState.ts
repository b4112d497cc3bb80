// Where the window was when it was last closed.
import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const rectangle = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() })
export type Rectangle = z.infer<typeof rectangle>

const windowState = rectangle.extend({ maximized: z.boolean() })
export type WindowState = z.infer<typeof windowState>

/** The state kept in `file`; undefined on the first start or where the file makes no sense. */
export function readWindowState(file: string): WindowState | undefined {
  try {
    return windowState.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return undefined
  }
}

export function writeWindowState(file: string, state: WindowState): void {
  writeFileSync(file, JSON.stringify(state))
}

/** Whether enough of a window's title lies on some screen to be grabbed: screens come and go. */
export function isReachable({ x, y, width }: Rectangle, screens: readonly Rectangle[]): boolean {
  const grip = 100
  return screens.some(
    (screen) =>
      x + width >= screen.x + grip &&
      x <= screen.x + screen.width - grip &&
      y >= screen.y &&
      y <= screen.y + screen.height - grip,
  )
}
