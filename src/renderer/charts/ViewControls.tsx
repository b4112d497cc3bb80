// The switches above the charts: x axis, smoothing, logarithmic loss.
import { Group, SegmentedControl, Slider, Switch, Text } from '@mantine/core'
import type { Axis } from './series.ts'
import type { ChartView } from './view.ts'

interface ViewControlsProps {
  readonly view: ChartView
  readonly onChange: (view: ChartView) => void
}

export function ViewControls({ view, onChange }: ViewControlsProps) {
  return (
    <Group gap="lg" role="group" aria-label="Charts">
      <SegmentedControl
        size="xs"
        aria-label="Horizontal axis"
        value={view.axis}
        onChange={(axis) => onChange({ ...view, axis: axis as Axis })}
        data={[
          { value: 'step', label: 'Step' },
          { value: 'epoch', label: 'Epoch' },
          { value: 'time', label: 'Time' },
        ]}
      />
      <Group gap="xs">
        <Text size="sm">Smoothing</Text>
        <Slider
          w={120}
          size="sm"
          min={0}
          max={0.99}
          step={0.01}
          label={(value) => value.toFixed(2)}
          thumbLabel="Smoothing"
          value={view.smoothing}
          onChange={(smoothing) => onChange({ ...view, smoothing })}
        />
      </Group>
      <Switch
        size="xs"
        label="Logarithmic loss"
        checked={view.log}
        onChange={(event) => onChange({ ...view, log: event.currentTarget.checked })}
      />
    </Group>
  )
}
