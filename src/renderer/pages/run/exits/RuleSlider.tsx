// The threshold as a slider, from the most careful to the boldest.
import { Group, Slider, Stack, Text } from '@mantine/core'
import { percent } from '../../../ui/format.ts'
import type { Curve } from '../../../../shared/exits/layered.ts'

interface RuleSliderProps {
  readonly curve: Curve
  readonly step: number
  readonly onStep: (step: number) => void
}

export function RuleSlider({ curve: { points }, step, onStep }: RuleSliderProps) {
  const words = (at: number): string => {
    const { rule, saved } = points[Math.min(at, points.length - 1)]!
    return `${String(rule.threshold)}, saves ${percent(saved)}`
  }
  return (
    <Stack gap={4} pl={52} pr={24}>
      <Slider
        min={0}
        max={points.length - 1}
        step={1}
        label={words}
        thumbLabel="Threshold"
        thumbValueText={words}
        value={step}
        onChange={onStep}
      />
      <Group justify="space-between">
        <Text size="xs" c="dimmed">
          Careful
        </Text>
        <Text size="xs" c="dimmed">
          Bold
        </Text>
      </Group>
    </Stack>
  )
}
