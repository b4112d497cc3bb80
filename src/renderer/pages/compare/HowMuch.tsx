// How often and on how many rows each method is run: seeds, sizes, and the training options that all share.
import { Box, Chip, Group, Input, Stack } from '@mantine/core'
import type { Output } from '../../../shared/contract.ts'
import { Folded } from '../../ui/Folded.tsx'
import { capital } from '../../ui/format.ts'
import { OptionInput, SchemaForm } from '../../ui/SchemaForm.tsx'
import { schemaFields } from '../../ui/schemaFields.ts'
import { offeredSizes, type DraftComparison } from './draft.ts'
import { sizeTitle } from '../../../shared/comparison/words.ts'

interface HowMuchProps {
  readonly draft: DraftComparison
  readonly info: Output<'app.info'>
  /** Rows per class are for classes only. */
  readonly classes: boolean
  readonly onChange: (changed: Partial<DraftComparison>) => void
}

/** Each method has its own learning rate, and a comparison its own number of steps. */
const elsewhere = ['learningRate', 'steps']

export function HowMuch({ draft, info, classes, onChange }: HowMuchProps) {
  const seeds = schemaFields(info.ladderSchema).find(({ name }) => name === 'seeds')
  return (
    <Stack gap="sm">
      <Box maw={420}>
        {seeds && (
          <OptionInput
            field={seeds}
            value={draft.options['seeds'] ?? seeds.default}
            onChange={(value) => onChange({ options: { ...draft.options, seeds: value } })}
          />
        )}
      </Box>
      {classes && (
        <Input.Wrapper
          label="Training rows"
          description="Small sizes show which methods overfit."
          labelElement="div"
        >
          <Chip.Group
            multiple
            value={draft.sizes.map(String)}
            onChange={(sizes) =>
              onChange({ sizes: offeredSizes.filter((size) => sizes.includes(String(size))) })
            }
          >
            <Group gap="xs" py={4}>
              {offeredSizes.map((size) => (
                <Chip key={size} value={String(size)} size="sm" radius="sm">
                  {capital(sizeTitle(size))}
                </Chip>
              ))}
            </Group>
          </Chip.Group>
        </Input.Wrapper>
      )}
      <Folded title="More options of the comparison">
        <SchemaForm
          schema={info.ladderSchema}
          values={draft.options}
          onChange={(options) => onChange({ options })}
          without={['seeds']}
        />
      </Folded>
      <Folded title="Training options of all runs">
        <SchemaForm
          schema={info.trainingSchema}
          values={draft.training}
          onChange={(training) => onChange({ training })}
          without={elsewhere}
        />
      </Folded>
    </Stack>
  )
}
