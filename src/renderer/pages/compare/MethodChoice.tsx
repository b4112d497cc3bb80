// The methods as cards to tick: what each trains, its share of the parameters, and its options folded.
import { Checkbox, Group, SimpleGrid, Stack, Text } from '@mantine/core'
import type { AxisValue } from '../../../shared/axes.ts'
import type { RunPlan } from '../../../shared/runInfo.ts'
import { methodTerms } from '../../ui/terms.ts'
import { AxisOptions } from '../train/AxisOptions.tsx'
import { CardPlace } from '../train/CardPlace.tsx'
import styles from '../train/MethodCards.module.css'
import { MethodFace } from '../train/MethodFace.tsx'
import { withMethod, type DraftMethod } from './draft.ts'

interface MethodChoiceProps {
  readonly tunings: readonly AxisValue[]
  /** The schema of training options, of which each method has a learning rate of its own. */
  readonly trainingSchema: AxisValue['schema']
  readonly chosen: readonly DraftMethod[]
  readonly onChange: (methods: readonly DraftMethod[]) => void
  /** The plan of each method, as far as known. */
  readonly plans: Readonly<Record<string, RunPlan | undefined>>
}

export function MethodChoice({ tunings, trainingSchema, chosen, onChange, plans }: MethodChoiceProps) {
  return (
    <Stack gap="sm">
      <SimpleGrid cols={{ base: 2, lg: 3, xl: 4 }} spacing="sm">
        {tunings.map((method) => {
          const { id, title } = method
          return (
            <CardPlace key={id} term={methodTerms[id]}>
              <Checkbox.Card
                className={styles.card}
                aria-label={title}
                checked={chosen.some((one) => one.id === id)}
                onChange={(on) => onChange(withMethod(chosen, id, on))}
              >
                <MethodFace
                  method={method}
                  plan={plans[id]}
                  title={
                    <Group gap="xs" wrap="nowrap">
                      <Checkbox.Indicator size="xs" />
                      <Text fw={600}>{title}</Text>
                    </Group>
                  }
                />
              </Checkbox.Card>
            </CardPlace>
          )
        })}
      </SimpleGrid>
      {tunings
        .filter(({ id }) => chosen.some((method) => method.id === id))
        .map((tuning) => (
          <AxisOptions
            key={tuning.id}
            title={`Options of ${tuning.title}`}
            value={{ ...tuning, schema: withRate(tuning.schema, trainingSchema) }}
            options={chosen.find(({ id }) => id === tuning.id)?.options ?? {}}
            onChange={(options) =>
              onChange(chosen.map((method) => (method.id === tuning.id ? { ...method, options } : method)))
            }
          />
        ))}
    </Stack>
  )
}

/** A method's options with its learning rate as the last. */
function withRate(options: AxisValue['schema'], training: AxisValue['schema']): AxisValue['schema'] {
  const { learningRate } = training['properties'] as Record<string, unknown>
  return { ...options, properties: { ...(options['properties'] as object), learningRate } }
}
