// The methods as a row of cards: what each trains, drawn and told, and what the lecture says of it.
import { Radio, SimpleGrid, Stack, Text } from '@mantine/core'
import type { AxisValue } from '../../../shared/axes.ts'
import type { RunPlan } from '../../../shared/runInfo.ts'
import { Term } from '../../ui/Term.tsx'
import { methodTerms } from '../../ui/terms.ts'
import { EncoderDrawing } from './EncoderDrawing.tsx'
import styles from './MethodCards.module.css'
import { TrainedCount } from './TrainedCount.tsx'

interface MethodCardsProps {
  readonly tunings: readonly AxisValue[]
  readonly chosen: string
  readonly onChoose: (id: string) => void
  /** The plan of each method, as far as known. */
  readonly plans: Readonly<Record<string, RunPlan | undefined>>
}

export function MethodCards({ tunings, chosen, onChoose, plans }: MethodCardsProps) {
  return (
    <Radio.Group value={chosen} onChange={onChoose} aria-label="Method">
      <SimpleGrid cols={{ base: 2, lg: 3 }} spacing="sm">
        {tunings.map(({ id, title, summary, claim }) => {
          const plan = plans[id]
          const term = methodTerms[id]
          return (
            <div key={id} className={styles.place}>
              <Radio.Card value={id} className={styles.card} aria-label={title}>
                <Stack gap="xs">
                  <EncoderDrawing tunings={[id]} />
                  <Stack gap={4}>
                    <Text fw={600}>{title}</Text>
                    <Text size="sm">{summary}</Text>
                    {plan && <TrainedCount plan={plan} />}
                    <Text size="xs" c="dimmed">
                      {claim}
                    </Text>
                  </Stack>
                </Stack>
              </Radio.Card>
              {term && (
                <span className={styles.term}>
                  <Term name={term} />
                </span>
              )}
            </div>
          )
        })}
      </SimpleGrid>
    </Radio.Group>
  )
}
