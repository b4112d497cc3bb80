// Numbers as everywhere, and moments in the person's own time zone.
export * from '../../shared/format.ts'

/** A moment as "23 Nov 2026, 14:05" in the person's own time zone. */
export function moment(iso: string): string {
  return new Date(iso).toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'short' })
}

/** The same for narrow columns: "23 Nov, 14:05". */
export function shortMoment(iso: string): string {
  const options = { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' } as const
  return new Date(iso).toLocaleString('en-GB', options)
}
