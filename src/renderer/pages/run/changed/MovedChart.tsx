// How far each layer moved: a bar for each, the chosen one marked; a click chooses.
import { Select, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { changeCsv, stateName } from '../../../../shared/changeNumbers.ts'
import type { HiddenChange } from '../../../../shared/changes.ts'
import { Figure } from '../../../charts/Figure.tsx'
import { NumbersTable, type Numbers } from '../../../charts/NumbersTable.tsx'
import { number, percent } from '../../../ui/format.ts'
import { measures, type MeasureName } from './words.ts'

const rowHeight = 24
const labels = 84
const values = 52
const width = 280

interface MovedChartProps {
  readonly view: HiddenChange['views'][number]
  readonly layer: number
  readonly onLayer: (layer: number) => void
  readonly colour: string
}

export function MovedChart({ view, layer, onLayer, colour }: MovedChartProps) {
  const [name, setName] = useState<MeasureName>('cosineDistance')
  const { title, help, of } = measures[name]
  return (
    <div style={{ minWidth: width, maxWidth: '100%' }}>
      <Figure
        title="How far it moved"
        height={view.layers.length * rowHeight}
        empty={null}
        table={
          <NumbersTable numbers={numbersOf(view)} height={Math.min(440, 40 * (view.layers.length + 2))} />
        }
        csv={() => changeCsv({ views: [view] })}
        legend={[{ label: title, colour, dash: '', shape: 'M-4-4h8v8h-8z' }]}
      >
        <Stack gap="xs" w={width}>
          <Select
            size="xs"
            aria-label="Measure"
            allowDeselect={false}
            data={Object.entries(measures).map(([value, { title: label }]) => ({ value, label }))}
            value={name}
            onChange={(value) => setName(value as MeasureName)}
          />
          <Bars bars={view.layers.map(of)} layer={layer} onLayer={onLayer} colour={colour} title={title} />
          <Text size="xs" c="dimmed">
            {help}
          </Text>
        </Stack>
      </Figure>
    </div>
  )
}

interface BarsProps {
  readonly bars: readonly number[]
  readonly layer: number
  readonly onLayer: (layer: number) => void
  readonly colour: string
  readonly title: string
}

function Bars({ bars, layer, onLayer, colour, title }: BarsProps) {
  const longest = Math.max(...bars) || 1
  const room = width - labels - values
  return (
    <svg
      data-chart
      width={width}
      height={bars.length * rowHeight}
      role="img"
      aria-label={`${title} of each layer`}
    >
      {bars.map((value, i) => (
        <g
          key={stateName(i)}
          transform={`translate(0 ${i * rowHeight})`}
          onClick={() => onLayer(i)}
          style={{ cursor: 'pointer' }}
          fontSize={12}
          fontWeight={i === layer ? 600 : 400}
        >
          <rect width={width} height={rowHeight} fill="transparent" />
          <text y={16} fill="var(--mantine-color-text)">
            {stateName(i)}
          </text>
          <rect
            x={labels}
            y={5}
            width={Math.max(1, (room * value) / longest)}
            height={14}
            rx={2}
            fill={i === layer ? colour : 'var(--mantine-color-dimmed)'}
            fillOpacity={i === layer ? 1 : 0.5}
          />
          <text x={width} y={16} textAnchor="end" fill="var(--mantine-color-text)">
            {number(value)}
          </text>
        </g>
      ))}
    </svg>
  )
}

/** All measures of each layer. */
function numbersOf({ layers }: MovedChartProps['view']): Numbers {
  const classes = layers.some(({ separation }) => separation)
  const share = (value: number | undefined): string => (value === undefined ? '' : percent(value))
  return {
    columns: [
      'Layer',
      'Cosine distance',
      'Relative L2',
      'CKA',
      ...(classes ? ['Nearest to own class before', 'after'] : []),
    ],
    rows: layers.map(({ cosineDistance, relativeL2, cka, separation }, i) => [
      stateName(i),
      ...[cosineDistance, relativeL2, cka].map(number),
      ...(classes ? [share(separation?.before), share(separation?.after)] : []),
    ]),
  }
}
