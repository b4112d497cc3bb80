// How long and how fast the run learns; three numbers in sight, the others folded.
import { Group, NumberInput, Select, SimpleGrid } from '@mantine/core'
import type { DeviceName } from '../../../shared/run.ts'
import { learningRateFor } from '../../../shared/learningRate.ts'
import { Folded } from '../../ui/Folded.tsx'
import { plainNumber } from '../../ui/format.ts'
import { OptionInput, SchemaForm } from '../../ui/SchemaForm.tsx'
import { schemaFields } from '../../ui/schemaFields.ts'
import type { BlockProps } from './blockProps.ts'

const inSight = ['epochs', 'batch', 'learningRate']

/** `hidden`: width of the chosen model. */
export function HowLong({ draft, info, hidden, onChange }: BlockProps & { readonly hidden: number }) {
  const fields = schemaFields(info.trainingSchema)
  const { id: first, and } = draft.tuning
  // As resolveSpec: of two methods the one that learns in smaller steps decides.
  const rates = info.tunings.filter(({ id }) => [first, and?.id].includes(id)).map((one) => one.learningRate)
  const stated = rates.length > 0 ? Math.min(...rates) : 0
  const placeholders: Record<string, string> = stated
    ? { learningRate: `${plainNumber(learningRateFor(stated, hidden))} for this method` }
    : {}
  return (
    <>
      <SimpleGrid cols={{ base: 2, lg: 3 }}>
        {fields
          .filter(({ name }) => inSight.includes(name))
          .map((field) => (
            <OptionInput
              key={field.name}
              field={field}
              value={draft.training[field.name] ?? field.default}
              placeholder={placeholders[field.name]}
              onChange={(value) => onChange({ training: { ...draft.training, [field.name]: value } })}
            />
          ))}
      </SimpleGrid>
      <Folded title="More training options">
        <SchemaForm
          schema={info.trainingSchema}
          values={draft.training}
          onChange={(training) => onChange({ training })}
          without={inSight}
        />
      </Folded>
      <Folded title="Device and seed">
        <Group align="flex-start">
          <Select
            label="Device"
            description="Where the numbers are crunched"
            w={260}
            allowDeselect={false}
            data={[
              { value: 'auto', label: 'Automatic' },
              ...info.devices
                .filter(({ name }) => name !== 'auto')
                .map(({ name, title, available, reason }) => ({
                  value: name,
                  label: available ? title : `${title}: ${reason}`,
                  disabled: !available,
                })),
            ]}
            value={draft.device}
            onChange={(device) => device !== null && onChange({ device: device as DeviceName })}
          />
          <NumberInput
            label="Threads"
            description="0 uses one per core"
            w={160}
            min={0}
            max={256}
            value={draft.threads}
            onChange={(threads) => typeof threads === 'number' && onChange({ threads })}
          />
          <NumberInput
            label="Seed"
            description="Another seed starts from other random numbers"
            w={260}
            value={draft.seed}
            onChange={(seed) => typeof seed === 'number' && onChange({ seed })}
          />
        </Group>
      </Folded>
    </>
  )
}
