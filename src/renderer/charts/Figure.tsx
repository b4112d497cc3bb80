// A drawing with its title, its table, and its ways out as CSV, SVG and PNG.
import { Group, Stack, Text, Title } from '@mantine/core'
import { useRef, useState, type ReactNode } from 'react'
import { ChartMenu } from './ChartMenu.tsx'
import { svgOf, type LegendEntry } from './exportChart.ts'

interface FigureProps {
  readonly title: string
  readonly height: number
  /** What stands in place of the drawing; null where there is something to draw. */
  readonly empty: string | null
  /** The numbers behind the drawing: also the way to them for a screen reader. */
  readonly table: ReactNode
  readonly csv: () => string
  /** What is written below a saved picture. */
  readonly legend: readonly LegendEntry[]
  readonly children: ReactNode
  readonly below?: ReactNode
}

export function Figure({ title, height, empty, table, csv, legend, children, below }: FigureProps) {
  const [asTable, setAsTable] = useState(false)
  const box = useRef<HTMLDivElement>(null)
  return (
    <Stack gap="xs" component="figure" m={0} aria-label={title} miw={0}>
      <Group justify="space-between" wrap="nowrap">
        <Title order={2}>{title}</Title>
        <ChartMenu
          title={title}
          table={asTable}
          onTable={setAsTable}
          csv={csv}
          svg={() => (box.current ? svgOf(box.current, title, legend) : '')}
        />
      </Group>
      {empty !== null && (
        <Text c="dimmed" h={height} size="sm" pt="xl">
          {empty}
        </Text>
      )}
      {empty === null && (asTable ? table : <div ref={box}>{children}</div>)}
      {below}
    </Stack>
  )
}
