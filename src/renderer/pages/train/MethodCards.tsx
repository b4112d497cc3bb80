// The methods as a row of cards: what each trains, drawn and told, and what the lecture says of it.
import { Radio, SimpleGrid, Text } from '@mantine/core'
import type { AxisValue } from '../../../shared/axes.ts'
import type { RunPlan } from '../../../shared/runInfo.ts'
import { methodTerms } from '../../ui/terms.ts'
import { CardPlace } from './CardPlace.tsx'
import styles from './MethodCards.module.css'
import { MethodFace } from './MethodFace.tsx'

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
        {tunings.map((method) => {
          const { id, title, claim } = method
          return (
            <CardPlace key={id} term={methodTerms[id]}>
              <Radio.Card value={id} className={styles.card} aria-label={title}>
                <MethodFace method={method} plan={plans[id]} title={<Text fw={600}>{title}</Text>}>
                  <Text size="xs" c="dimmed">
                    {claim}
                  </Text>
                </MethodFace>
              </Radio.Card>
            </CardPlace>
          )
        })}
      </SimpleGrid>
    </Radio.Group>
  )
}
