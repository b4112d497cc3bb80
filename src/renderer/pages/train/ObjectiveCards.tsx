// What is learned from the texts, where there is a choice.
import { Radio, SimpleGrid, Stack, Text } from '@mantine/core'
import type { ObjectiveValue } from '../../../shared/contract.ts'
import { Term } from '../../ui/Term.tsx'
import { objectiveTerms } from '../../ui/terms.ts'
import styles from './MethodCards.module.css'

interface ObjectiveCardsProps {
  readonly objectives: readonly ObjectiveValue[]
  readonly chosen: string
  readonly onChoose: (objective: ObjectiveValue) => void
}

export function ObjectiveCards({ objectives, chosen, onChoose }: ObjectiveCardsProps) {
  const choose = (id: string): void => {
    const objective = objectives.find((one) => one.id === id)
    if (objective) onChoose(objective)
  }
  return (
    <Radio.Group value={chosen} onChange={choose} aria-label="Objective">
      <SimpleGrid cols={{ base: 2, md: 3 }} spacing="sm">
        {objectives.map(({ id, title, summary }) => {
          const term = objectiveTerms[id]
          return (
            <div key={id} className={styles.place}>
              <Radio.Card value={id} className={styles.card} aria-label={title}>
                <Stack gap={4}>
                  <Text fw={600} pr="lg">
                    {title}
                  </Text>
                  <Text size="sm">{summary}</Text>
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
