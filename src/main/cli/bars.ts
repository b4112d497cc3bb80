// What the bars of all commands have in common.
import { Presets } from 'cli-progress'

/** A bar on stderr; plain lines now and then where that is no terminal. Ctrl+C belongs to the work, not to the bar. */
export const barOptions = (format: string) => ({
  ...Presets.shades_classic,
  format,
  stream: process.stderr,
  noTTYOutput: true,
  notTTYSchedule: 5000,
  hideCursor: true,
  gracefulExit: false,
})
