// For those who want another threshold at each layer: a field for each, and the way back to one for all.
import { Button, NumberInput, SimpleGrid, Stack, Text } from '@mantine/core'
import { thresholdAt, type ExitRule } from '../../../../shared/exits/rules.ts'

interface OwnThresholdsProps {
  readonly rule: ExitRule
  /** How many layers one can leave at. */
  readonly layers: number
  readonly onChange: (thresholds: readonly number[] | null) => void
}

export function OwnThresholds({ rule, layers, onChange }: OwnThresholdsProps) {
  const patient = rule.rule === 'patience'
  const values = Array.from({ length: layers }, (_, l) => thresholdAt(rule, l))
  return (
    <Stack gap="sm" align="flex-start">
      <Text size="sm" c="dimmed">
        Early layers are often surer than they are right, so they may need a stricter threshold. The last
        layer answers whatever is left.
      </Text>
      <SimpleGrid cols={{ base: 4, md: 6 }} spacing="sm">
        {values.map((value, l) => (
          <NumberInput
            key={`layer ${l + 1}`}
            size="xs"
            label={`Layer ${l + 1}`}
            value={value}
            min={0}
            max={patient ? layers : 1.000001}
            step={patient ? 1 : 0.05}
            allowDecimal={!patient}
            onChange={(changed) => {
              if (changed !== '') onChange(values.with(l, Number(changed)))
            }}
          />
        ))}
      </SimpleGrid>
      {typeof rule.threshold !== 'number' && (
        <Button size="xs" variant="default" onClick={() => onChange(null)}>
          One threshold for all layers
        </Button>
      )}
    </Stack>
  )
}
