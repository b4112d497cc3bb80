// Which parts of the model learn: one method, or two together.
import { Group, Select, Stack } from '@mantine/core'
import type { RunPlan } from '../../../shared/runInfo.ts'
import { askingOf } from '../../../shared/asking.ts'
import { AxisOptions } from './AxisOptions.tsx'
import { EncoderDrawing } from './EncoderDrawing.tsx'
import { MethodCards } from './MethodCards.tsx'
import { TrainedCount } from './TrainedCount.tsx'
import type { BlockProps } from './blockProps.ts'

interface MethodBlockProps extends BlockProps {
  /** Of the run as it is now; undefined while that is not known. */
  readonly plan: RunPlan | undefined
  /** Of each method with its default options. */
  readonly plans: Readonly<Record<string, RunPlan | undefined>>
}

export function MethodBlock({ draft, info, plan, plans, onChange }: MethodBlockProps) {
  const { id, options, and } = draft.tuning
  const [tuning, second] = [id, and?.id].map((of) => info.tunings.find((one) => one.id === of))
  const partners =
    tuning?.alone === null ? info.tunings.filter((one) => one.alone === null && one.id !== id) : []
  // Only a prompt gets answers from a model that learned nothing for it.
  const prompt = askingOf({ ...draft.objective }) === 'prompt'
  return (
    <Stack gap="sm">
      <MethodCards
        tunings={info.tunings.filter(({ idle }) => prompt || !idle)}
        chosen={id}
        onChoose={(chosen) => onChange({ tuning: { id: chosen, options: {} } })}
        plans={and ? plans : { ...plans, [id]: plan ?? plans[id] }}
      />
      {partners.length > 0 && (
        <Group gap="lg" align="flex-end">
          <Select
            label="Together with"
            description="A second method that trains at the same time"
            w={{ base: '100%', sm: 320 }}
            placeholder="Nothing else"
            clearable
            data={partners.map(({ id: value, title }) => ({ value, label: title }))}
            value={and?.id ?? null}
            onChange={(chosen) =>
              onChange({
                tuning: { id, options, ...(chosen === null ? {} : { and: { id: chosen, options: {} } }) },
              })
            }
          />
          {and && (
            <Group gap="sm" wrap="nowrap">
              <EncoderDrawing tunings={[id, and.id]} />
              {plan && <TrainedCount plan={plan} />}
            </Group>
          )}
        </Group>
      )}
      <AxisOptions
        title={`Options of ${tuning?.title}`}
        value={tuning}
        options={options}
        onChange={(changed) => onChange({ tuning: { ...draft.tuning, options: changed } })}
      />
      {and && (
        <AxisOptions
          title={`Options of ${second?.title}`}
          value={second}
          options={and.options}
          onChange={(changed) =>
            onChange({ tuning: { ...draft.tuning, and: { id: and.id, options: changed } } })
          }
        />
      )}
    </Stack>
  )
}
