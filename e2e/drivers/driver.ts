// A running Lathe with its window open, whoever hosts it.
import type { Page } from '@playwright/test'

export interface Driver {
  readonly page: Page
  /** The host's process. */
  readonly pid: number
  close(): Promise<void>
}
