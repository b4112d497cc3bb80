// Two maps, before and after, with a slider over the layers, and a bar for each layer.
import { Flex, Group, SegmentedControl, Slider, Stack, Text, useComputedColorScheme } from '@mantine/core'
import { useState } from 'react'
import { stateName } from '../../../../shared/changeNumbers.ts'
import type { HiddenChange } from '../../../../shared/changes.ts'
import type { RunInfo } from '../../../../shared/runInfo.ts'
import { runColour } from '../../../charts/colours.ts'
import { plural } from '../../../ui/format.ts'
import { splitTitles } from '../../../ui/runNames.ts'
import { Term } from '../../../ui/Term.tsx'
import { MapChart } from './MapChart.tsx'
import { MovedChart } from './MovedChart.tsx'
import { layerLabel, mapSentence, movedSentence, readTitles } from './words.ts'

const kinds = { pca: 'PCA', umap: 'UMAP' } as const
type Kind = keyof typeof kinds

interface ChangeViewProps {
  readonly run: RunInfo
  readonly change: HiddenChange
}

export function ChangeView({ run, change }: ChangeViewProps) {
  const [reads, setReads] = useState(change.views[0]!.reads)
  const [kind, setKind] = useState<Kind>('pca')
  const view = change.views.find((one) => one.reads === reads) ?? change.views[0]!
  const last = view.layers.length - 1
  const [chosen, setLayer] = useState(last)
  const layer = Math.min(chosen, last)
  const colour = runColour(run.number, useComputedColorScheme('light'))
  return (
    <Stack gap="md">
      <Group gap="xs" align="flex-start" wrap="nowrap">
        <Text maw={860}>{movedSentence(view)}</Text>
        <Term name="hiddenStates" />
      </Group>
      <Group gap="lg" role="group" aria-label="Maps">
        {change.views.length > 1 && (
          <SegmentedControl
            size="xs"
            aria-label="What is read of a text"
            value={view.reads}
            onChange={(value) => setReads(value as typeof reads)}
            data={change.views.map((one) => ({ value: one.reads, label: readTitles[one.reads] }))}
          />
        )}
        <SegmentedControl
          size="xs"
          aria-label="Kind of map"
          value={kind}
          onChange={(value) => setKind(value as Kind)}
          data={Object.entries(kinds).map(([value, label]) => ({ value, label }))}
        />
        <Group gap="xs" wrap="nowrap">
          <Slider
            w={200}
            size="sm"
            min={0}
            max={last}
            step={1}
            label={stateName}
            marks={view.layers.map((_, value) => ({ value }))}
            thumbLabel="Layer"
            thumbValueText={stateName}
            value={layer}
            onChange={setLayer}
          />
          <Text size="sm" miw={100}>
            {layerLabel(layer, view.layers.length)}
          </Text>
        </Group>
      </Group>
      <Flex gap="xl" align="flex-start" wrap="wrap">
        <MapChart
          title={`${stateName(layer)}, ${kinds[kind]}`}
          change={change}
          map={view.layers[layer]!.maps[kind]}
        />
        <MovedChart view={view} layer={layer} onLayer={setLayer} colour={colour} />
      </Flex>
      <Text size="sm" c="dimmed">
        {mapSentence(view.layers[layer]!, kind, layer)} {plural(change.rows.length, 'text')} of the{' '}
        {splitTitles[change.split].toLowerCase()} rows, each class with its share.
      </Text>
    </Stack>
  )
}
