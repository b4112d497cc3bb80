// A table as a drawing, for a picture that says everything.
import { escaped } from './exportChart.ts'

const rowHeight = 24
const padding = 24
/** Wide enough for a digit of the sans-serif fonts at this size. */
const characterWidth = 7.2

/** The first column stands left, numbers stand right. */
export function tableSvg(
  title: string,
  { columns, rows }: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] },
): string {
  const page = getComputedStyle(document.body)
  const widths = columns.map(
    (column, i) =>
      characterWidth * Math.max(column.length, ...rows.map((row) => row[i]?.length ?? 0)) + padding,
  )
  const ends = widths.map((_, i) => widths.slice(0, i + 1).reduce((sum, width) => sum + width, 0))
  const line = (cells: readonly string[], at: number, weight: number): string =>
    cells
      .map((cell, i) =>
        i === 0
          ? `<text x="16" y="${at}" font-weight="${weight}">${escaped(cell)}</text>`
          : `<text x="${ends[i]}" y="${at}" text-anchor="end" font-weight="${weight}">${escaped(cell)}</text>`,
      )
      .join('')
  const width = (ends.at(-1) ?? 0) + 16
  const height = rowHeight * (rows.length + 2) + 24
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" font-family="sans-serif" font-size="12" fill="${page.color}">
<rect width="100%" height="100%" fill="${page.backgroundColor}"/>
<text x="16" y="19" font-size="14" font-weight="600">${escaped(title)}</text>
${line(columns, rowHeight + 24, 600)}
${rows.map((row, i) => line(row, rowHeight * (i + 2) + 24, 400)).join('\n')}
</svg>`
}
