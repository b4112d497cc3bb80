// Whether inner layers learn to answer as well, so that simple texts can leave before the last one.
import { Stack, Text } from '@mantine/core'
import type { ExitValue } from '../../../shared/axes.ts'
import { AxisCards } from './AxisCards.tsx'
import { AxisOptions } from './AxisOptions.tsx'
import type { BlockProps } from './blockProps.ts'

interface ExitBlockProps extends Omit<BlockProps, 'info'> {
  /** Those that the run allows. */
  readonly exits: readonly ExitValue[]
  /** Why there are none; null where there are. */
  readonly why: string | null
}

export function ExitBlock({ draft, exits, why, onChange }: ExitBlockProps) {
  const { id, options } = draft.exit
  if (why !== null)
    return (
      <Text size="sm" c="dimmed">
        {why}
      </Text>
    )
  const chosen = exits.find((one) => one.id === id)
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        Inner layers can learn to answer, too. A text then leaves as soon as one of them is sure, and the
        layers after it are not computed. When that is, you decide after training.
      </Text>
      <AxisCards
        label="Early exit"
        values={exits}
        chosen={id}
        onChoose={(value) => onChange({ exit: { id: value.id, options: {} } })}
        claims
      />
      <AxisOptions
        title={`Options of ${chosen?.title}`}
        value={chosen}
        options={options}
        onChange={(changed) => onChange({ exit: { id, options: changed } })}
      />
    </Stack>
  )
}
