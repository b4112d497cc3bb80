// What can be chosen on one axis as a row of cards, each with one line on what it does.
import { Radio, SimpleGrid, Stack, Text } from '@mantine/core'
import type { AxisValue } from '../../../shared/axes.ts'
import type { TermName } from '../../ui/terms.ts'
import { CardPlace } from './CardPlace.tsx'
import styles from './MethodCards.module.css'

interface AxisCardsProps<V extends AxisValue> {
  /** What is chosen, for a screen reader. */
  readonly label: string
  readonly values: readonly V[]
  readonly chosen: string
  readonly onChoose: (value: V) => void
  /** The terms that explain a value, by its id. */
  readonly terms?: Readonly<Record<string, TermName>>
  /** Whether a card also tells what the lecture says of its value. */
  readonly claims?: boolean
}

export function AxisCards<V extends AxisValue>(props: AxisCardsProps<V>) {
  const { label, values, chosen, onChoose, terms = {}, claims = false } = props
  const choose = (id: string): void => {
    const value = values.find((one) => one.id === id)
    if (value) onChoose(value)
  }
  return (
    <Radio.Group value={chosen} onChange={choose} aria-label={label}>
      <SimpleGrid cols={{ base: 2, md: 3 }} spacing="sm">
        {values.map(({ id, title, summary, claim }) => (
          <CardPlace key={id} term={terms[id]}>
            <Radio.Card value={id} className={styles.card} aria-label={title}>
              <Stack gap={4}>
                <Text fw={600} pr="lg">
                  {title}
                </Text>
                <Text size="sm">{summary}</Text>
                {claims && (
                  <Text size="xs" c="dimmed">
                    {claim}
                  </Text>
                )}
              </Stack>
            </Radio.Card>
          </CardPlace>
        ))}
      </SimpleGrid>
    </Radio.Group>
  )
}
