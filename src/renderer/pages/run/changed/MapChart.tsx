// The texts as marks on two maps with the same axes, before and after; the text under the pointer is ringed on both.
import { Text, useComputedColorScheme } from '@mantine/core'
import { useElementSize } from '@mantine/hooks'
import { type KeyboardEvent, type PointerEvent, useMemo, useState } from 'react'
import type { HiddenChange, StateMap } from '../../../../shared/changes.ts'
import { Figure } from '../../../charts/Figure.tsx'
import { type Mark, markOf, plainMark } from '../../../charts/marks.ts'
import { MapLegend } from './MapLegend.tsx'
import { MapTable } from './MapTable.tsx'
import { mapCsv, nearestMark, panelsOf, titleHeight, type Panels } from './mapPanels.ts'

interface MapChartProps {
  readonly title: string
  readonly change: Pick<HiddenChange, 'rows' | 'classes'>
  readonly map: StateMap
}

export function MapChart({ title, change, map }: MapChartProps) {
  const { rows, classes } = change
  const scheme = useComputedColorScheme('light')
  const [picked, setPicked] = useState<number | null>(null)
  const [hidden, setHidden] = useState<readonly string[]>([])
  const { ref, width } = useElementSize<HTMLDivElement>()
  const panels = useMemo(() => panelsOf(map, width), [map, width])
  const legend = classes.map((name, i) => ({ name, mark: markOf(i, scheme) }))
  const shown = useMemo(
    () => rows.map((row) => row.class === null || !hidden.includes(classes[row.class]!)),
    [rows, classes, hidden],
  )
  const marks = useMemo(
    () => rows.map((row) => (row.class === null ? plainMark : markOf(row.class, scheme))),
    [rows, scheme],
  )
  const point = (event: PointerEvent<SVGSVGElement>): void => {
    const { left, top } = event.currentTarget.getBoundingClientRect()
    setPicked(nearestMark(panels, event.clientX - left, event.clientY - top, shown))
  }
  const step = (event: KeyboardEvent): void => {
    const by = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key]
    if (event.key === 'Escape') setPicked(null)
    if (by === undefined) return
    event.preventDefault()
    let next = picked ?? (by > 0 ? -1 : rows.length)
    do next += by
    while (shown[next] === false)
    if (next >= 0 && next < rows.length) setPicked(next)
  }
  const row = picked === null ? undefined : rows[picked]
  return (
    <div style={{ flex: '1 1 480px', minWidth: 0 }}>
      <Figure
        title={title}
        height={panels.height}
        empty={null}
        table={<MapTable change={change} map={map} />}
        csv={() => mapCsv(change, map)}
        legend={legend.map(({ name, mark }) => ({ label: name, dash: '', ...mark }))}
        below={<MapLegend classes={legend} hidden={hidden} onHidden={setHidden} />}
      >
        <div ref={ref}>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- walked through by arrow keys, as recharts' charts are */}
          <svg
            data-chart
            width={panels.width}
            height={panels.height}
            role="application"
            aria-label={`${rows.length} texts before and after. The arrow keys go from text to text.`}
            tabIndex={0}
            onPointerMove={point}
            onPointerLeave={() => setPicked(null)}
            onKeyDown={step}
          >
            <Frames panels={panels} />
            <Dots panels={panels} marks={marks} shown={shown} />
            {picked !== null && <Rings panels={panels} picked={picked} />}
          </svg>
          <Text size="sm" mt="xs" mih={44} lineClamp={2} aria-live="polite" {...(!row && { c: 'dimmed' })}>
            {row ? captionOf(row) : 'Point at a mark to read its text; the same text is ringed on both maps.'}
          </Text>
        </div>
      </Figure>
    </div>
  )
}

function captionOf({ row, label, text, pair }: HiddenChange['rows'][number]): string {
  return `Row ${row}${label === undefined ? '' : `, ${label}`}: ${text}${pair === undefined ? '' : ` | ${pair}`}`
}

function Frames({ panels: { side, offsets } }: { readonly panels: Panels }) {
  return offsets.map((x, i) => (
    <g key={x} fontSize={12}>
      <text x={x} y={12} fontWeight={600} fill="var(--mantine-color-text)">
        {i === 0 ? 'Before' : 'After'}
      </text>
      <rect
        x={x + 0.5}
        y={titleHeight}
        width={side - 1}
        height={side}
        fill="none"
        stroke="var(--mantine-color-default-border)"
      />
    </g>
  ))
}

interface DotsProps {
  readonly panels: Panels
  readonly marks: readonly Mark[]
  readonly shown: readonly boolean[]
}

function Dots({ panels, marks, shown }: DotsProps) {
  return useMemo(
    () =>
      panels.places.map((places, panel) =>
        places.map(([x, y], i) =>
          shown[i] ? (
            <path
              key={`${panel} ${i}`}
              d={marks[i]!.shape}
              fill={marks[i]!.colour}
              fillOpacity={0.75}
              transform={`translate(${x} ${y})`}
            />
          ) : null,
        ),
      ),
    [panels, marks, shown],
  )
}

function Rings({ panels, picked }: { readonly panels: Panels; readonly picked: number }) {
  return panels.places.map((places, panel) => (
    <circle
      key={panels.offsets[panel]}
      cx={places[picked]![0]}
      cy={places[picked]![1]}
      r={8}
      fill="none"
      stroke="var(--mantine-color-text)"
      strokeWidth={2}
      pointerEvents="none"
    />
  ))
}
