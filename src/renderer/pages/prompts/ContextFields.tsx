// What stands in the prompt beside the row: a description of the task, and solved rows.
import { NumberInput, Select, SimpleGrid, Stack, Textarea } from '@mantine/core'
import { demonstrationWish, type DemonstrationWish } from '../../../shared/prompts.ts'
import type { StudiedPrompt } from '../../prompts/written.ts'

const { perClass, selection, orders, seed } = demonstrationWish.shape
const none = demonstrationWish.parse({})

interface ContextFieldsProps {
  readonly prompt: StudiedPrompt
  /** Where examples cannot be put in. */
  readonly error: string | undefined
  readonly onChange: (prompt: StudiedPrompt) => void
}

export function ContextFields({ prompt, error, onChange }: ContextFieldsProps) {
  const wish = prompt.demonstrations ?? none
  const change = (part: Partial<DemonstrationWish>): void =>
    onChange({ ...prompt, demonstrations: { ...wish, ...part } })
  const numberField = (name: 'perClass' | 'orders' | 'seed', schema: typeof perClass | typeof seed) => {
    const { title, description } = schema.meta() ?? {}
    return (
      <NumberInput
        label={title}
        description={String(description)}
        value={wish[name]}
        allowDecimal={false}
        {...(name === 'seed' ? {} : { min: name === 'orders' ? 1 : 0, max: name === 'orders' ? 24 : 32 })}
        onChange={(value) => typeof value === 'number' && change({ [name]: value })}
        error={name === 'perClass' ? error : undefined}
      />
    )
  }
  const { title, description } = selection.meta() ?? {}
  return (
    <Stack gap="sm">
      <Textarea
        label="Description of the task"
        description="Stands once before everything else, e.g. Reviews of films and how people liked them."
        autosize
        minRows={1}
        value={prompt.description ?? ''}
        onChange={(event) => onChange({ ...prompt, description: event.currentTarget.value })}
      />
      <SimpleGrid cols={2} spacing="sm">
        {numberField('perClass', perClass)}
        {wish.perClass > 0 && (
          <>
            <Select
              label={title}
              description={description}
              allowDeselect={false}
              data={selection.unwrap().options}
              value={wish.selection}
              onChange={(value) =>
                value !== null && change({ selection: value as DemonstrationWish['selection'] })
              }
            />
            {numberField('orders', orders)}
            {numberField('seed', seed)}
          </>
        )}
      </SimpleGrid>
    </Stack>
  )
}
