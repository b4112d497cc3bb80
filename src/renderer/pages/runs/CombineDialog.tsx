// Several LoRAs become one: a weight for each, the way, and a name.
import { Button, Group, Modal, NumberInput, Radio, Slider, Stack, Text, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { type Combination, combinations, combinationTexts } from '../../../shared/combination.ts'
import type { RunInfo } from '../../../shared/runInfo.ts'
import { lab } from '../../lab/lab.ts'
import { refresh } from '../../lab/queries.ts'
import { go } from '../../router.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { labelOf, nameOf } from '../../ui/runNames.ts'
import { ranksOf, whyNotCombined } from './combining.ts'

interface CombineDialogProps {
  readonly runs: readonly RunInfo[]
  readonly opened: boolean
  readonly onClose: () => void
}

export function CombineDialog({ runs, opened, onClose }: CombineDialogProps) {
  const reason = whyNotCombined(runs)
  return (
    <Modal opened={opened} onClose={onClose} title="Combine LoRAs" centered size="lg">
      {reason === undefined ? (
        <Wishes key={runs.map(({ id }) => id).join()} runs={runs} onDone={onClose} />
      ) : (
        <Text role="alert">{reason}</Text>
      )}
    </Modal>
  )
}

function Wishes({ runs, onDone }: { readonly runs: readonly RunInfo[]; readonly onDone: () => void }) {
  const ranks = ranksOf(runs)
  const [weights, setWeights] = useState(() => runs.map(() => rounded(1 / runs.length)))
  const [by, setBy] = useState<Combination>('cat')
  const [rank, setRank] = useState(Math.max(...ranks))
  const [name, setName] = useState(() => runs.map(nameOf).join(' + ').slice(0, 200))
  const make = useMutation({
    mutationFn: () =>
      lab.call('adapters.combine', {
        runs: runs.map(({ id }, i) => ({ id, weight: weights[i]! })),
        by,
        ...(by === 'svd' ? { rank } : {}),
        name: name.trim(),
      }),
    onSuccess: async ({ id }) => {
      await refresh('runs')
      onDone()
      go('runs', id)
    },
  })
  const [first] = runs as [RunInfo]
  const oneRank = new Set(ranks).size === 1
  return (
    <Stack>
      <Text>
        What they have learned on {first.modelTitle} becomes one run, to be tried and exported. Heads for the
        same classes are averaged by these weights; otherwise the head of “{nameOf(first)}” counts.
      </Text>
      <Stack gap="xs" role="group" aria-label="Weights">
        {runs.map((run, i) => (
          <Weight
            key={run.id}
            run={run}
            value={weights[i]!}
            onChange={(value) => setWeights(weights.with(i, value))}
          />
        ))}
        <Text c="dimmed">
          They sum to {rounded(weights.reduce((a, b) => a + b))}. A negative one takes away what a LoRA adds.
        </Text>
      </Stack>
      <Radio.Group label="How" value={by} onChange={(value) => setBy(value as Combination)}>
        <Stack gap="xs" mt="xs">
          {combinations.map((one) => (
            <Radio
              key={one}
              value={one}
              label={combinationTexts[one].title}
              description={combinationTexts[one].text}
              disabled={one === 'linear' && !oneRank}
            />
          ))}
        </Stack>
      </Radio.Group>
      {by === 'svd' && (
        <NumberInput
          label="Rank"
          description={`The LoRAs have ${ranks.join(' and ')}. More keeps more of the sum, and all of it at ${total(ranks)}.`}
          min={1}
          max={total(ranks)}
          allowDecimal={false}
          value={rank}
          onChange={(value) => typeof value === 'number' && setRank(value)}
        />
      )}
      <TextInput
        label="Name of the run"
        maxLength={200}
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <ErrorNote error={make.error} />
      <Button loading={make.isPending} onClick={() => make.mutate()}>
        Combine
      </Button>
    </Stack>
  )
}

interface WeightProps {
  readonly run: RunInfo
  readonly value: number
  readonly onChange: (value: number) => void
}

/** The slider reaches the weights that are usual, the input all. */
function Weight({ run, value, onChange }: WeightProps) {
  return (
    <Group wrap="nowrap" gap="md">
      <Text flex={1} miw={0} truncate title={labelOf(run)}>
        {labelOf(run)}
      </Text>
      <Slider
        w={200}
        size="sm"
        min={-1}
        max={1}
        step={0.05}
        startPointValue={0}
        label={null}
        thumbLabel={`Weight of ${labelOf(run)}, roughly`}
        value={Math.min(1, Math.max(-1, value))}
        onChange={(next) => onChange(rounded(next))}
      />
      <NumberInput
        w={92}
        size="xs"
        aria-label={`Weight of ${labelOf(run)}`}
        min={-100}
        max={100}
        step={0.05}
        decimalScale={3}
        value={value}
        onChange={(next) => typeof next === 'number' && onChange(next)}
      />
    </Group>
  )
}

const total = (ranks: readonly number[]): number => ranks.reduce((a, b) => a + b)

/** To the thousandth, without the noise of binary fractions. */
const rounded = (value: number): number => Math.round(value * 1000) / 1000
