// What else a chart can be: a table, a CSV file, a picture.
import { Button, Menu } from '@mantine/core'
import { save } from '../lab/files.ts'
import { report } from '../ui/undo.tsx'
import { pngOf } from './exportChart.ts'

interface ChartMenuProps {
  readonly title: string
  readonly table: boolean
  readonly onTable: (table: boolean) => void
  /** The numbers as CSV. */
  readonly csv: () => string
  /** The drawing as it stands, as SVG. */
  readonly svg: () => string
}

export function ChartMenu({ title, table, onTable, csv, svg }: ChartMenuProps) {
  const name = title.toLowerCase().replaceAll(' ', '-')
  const saveSvg = (): void => save(`${name}.svg`, new Blob([svg()], { type: 'image/svg+xml' }))
  const savePng = (): void => {
    pngOf(svg()).then((picture) => save(`${name}.png`, picture), report)
  }
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button size="compact-xs" variant="subtle" color="gray" aria-label={`Options of the chart ${title}`}>
          Chart ▾
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => onTable(!table)}>{table ? 'Show as chart' : 'Show as table'}</Menu.Item>
        <Menu.Item onClick={() => save(`${name}.csv`, csv())}>Save as CSV</Menu.Item>
        <Menu.Item disabled={table} onClick={saveSvg}>
          Save as SVG
        </Menu.Item>
        <Menu.Item disabled={table} onClick={savePng}>
          Save as PNG
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
