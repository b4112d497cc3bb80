// A threshold with a promise: the boldest on the validation rows that loses at most so much, and what the test rows say of it.
import { Button, Group, NumberInput, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { guaranteed } from '../../../../shared/exits/guarantee.ts'
import type { ExitRuleName } from '../../../../shared/exits/rules.ts'
import { Block } from '../../../ui/Block.tsx'
import { Term } from '../../../ui/Term.tsx'
import type { Layered } from '../../../../shared/exits/layered.ts'
import { promiseSentence, testSentence } from './promiseWords.ts'
import { ruleLooks } from './rules.ts'

interface GuaranteePanelProps {
  readonly rule: ExitRuleName
  /** The rows that the threshold is chosen on. */
  readonly dev: Layered
  readonly test: Layered | undefined
  readonly onThreshold: (threshold: number) => void
}

export function GuaranteePanel({ rule, dev, test, onThreshold }: GuaranteePanelProps) {
  const [points, setPoints] = useState(1)
  const [certainty, setCertainty] = useState(95)
  const [found, setFound] = useState<readonly string[]>([])
  const find = (): void => {
    const promise = { loss: points / 100, risk: 1 - certainty / 100 }
    const guarantee = guaranteed(rule, dev.rows, promise)
    setFound([promiseSentence(guarantee, promise, dev), testSentence(guarantee, test)])
    if (typeof guarantee.rule?.threshold === 'number') onThreshold(guarantee.rule.threshold)
  }
  return (
    <Block title="A promise">
      <Group gap="xs">
        <Text size="sm">Lose at most</Text>
        <NumberInput
          size="xs"
          w={72}
          aria-label="Points of accuracy"
          value={points}
          min={0.1}
          max={50}
          clampBehavior="strict"
          step={0.5}
          onChange={(value) => value !== '' && setPoints(Number(value))}
        />
        <Text size="sm">{points === 1 ? 'point' : 'points'} of accuracy, with</Text>
        <NumberInput
          size="xs"
          w={72}
          aria-label="Certainty in per cent"
          value={certainty}
          min={1}
          max={99.9}
          clampBehavior="strict"
          onChange={(value) => value !== '' && setCertainty(Number(value))}
        />
        <Text size="sm">% certainty, by {ruleLooks[rule].title.toLowerCase()}.</Text>
        <Button size="xs" onClick={find}>
          Find the threshold
        </Button>
        <Term name="exitPromise" />
      </Group>
      <Stack gap={4} role="status" maw={860}>
        {found.map((sentence) => (
          <Text key={sentence} size="sm">
            {sentence}
          </Text>
        ))}
      </Stack>
    </Block>
  )
}
