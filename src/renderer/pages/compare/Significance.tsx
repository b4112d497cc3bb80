// Whether the difference between two methods may be chance: choose both, read the sentence.
import { Group, Select, Stack, Text, Title } from '@mantine/core'
import { useState } from 'react'
import { Term } from '../../ui/Term.tsx'
import type { ComparedMethod } from '../../../shared/comparison/methods.ts'
import { compared, type Summary } from '../../../shared/comparison/trials.ts'
import { significanceSentence } from '../../../shared/comparison/words.ts'

interface SignificanceProps {
  /** At one size. */
  readonly summaries: readonly Summary[]
  readonly methods: readonly ComparedMethod[]
}

export function Significance({ summaries, methods }: SignificanceProps) {
  const ranked = summaries.toSorted((a, b) => b.score.mean - a.score.mean)
  const [chosen, setChosen] = useState<readonly [string | null, string | null]>([null, null])
  const first = ranked.find(({ method }) => method === chosen[0]) ?? ranked[0]
  const second =
    ranked.find(({ method }) => method === chosen[1]) ?? ranked.find(({ method }) => method !== first?.method)
  if (!first || !second) return null
  const title = (key: string): string => methods.find((one) => one.key === key)?.title ?? key
  const choices = ranked.map(({ method }) => ({ value: method, label: title(method) }))
  return (
    <Stack gap="xs" component="section" aria-label="Is the difference chance?">
      <Group gap="xs">
        <Title order={2}>Is the difference chance?</Title>
        <Term name="significance" />
      </Group>
      <Group gap="xs">
        <Select
          size="xs"
          w={200}
          aria-label="First method"
          allowDeselect={false}
          data={choices}
          value={first.method}
          onChange={(method) => setChosen([method, second.method])}
        />
        <Text>against</Text>
        <Select
          size="xs"
          w={200}
          aria-label="Second method"
          allowDeselect={false}
          data={choices}
          value={second.method}
          onChange={(method) => setChosen([first.method, method])}
        />
      </Group>
      <Text aria-live="polite" maw={720}>
        {first === second
          ? 'Choose two different methods.'
          : significanceSentence(
              title(first.method),
              title(second.method),
              compared(first.score, second.score),
            )}
      </Text>
    </Stack>
  )
}
