// A cloze prompt as it is being written: template and label words, and what the untrained model makes of it on rows of the data.
import { Autocomplete, SimpleGrid, Stack, TextInput } from '@mantine/core'
import { LabError } from '../../../shared/labError.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { PromptLookTable } from './PromptLookTable.tsx'
import { useKnownPrompts, usePromptLook } from './usePrompts.ts'

interface PromptBlockProps {
  readonly dataset: string
  readonly model: string
  /** The objective's options; of them the template and the words. */
  readonly options: Readonly<Record<string, unknown>>
  readonly onChange: (options: Record<string, unknown>) => void
}

export function PromptBlock({ dataset, model, options, onChange }: PromptBlockProps) {
  const template = String(options['template'] ?? '')
  const words = (options['words'] ?? {}) as Readonly<Record<string, string>>
  const known = useKnownPrompts(dataset, model)
  const look = usePromptLook({ dataset, model, template, words })
  const usual = known.data?.[0]
  const { details = {} } = look.error ? LabError.from(look.error) : {}
  const message = look.error ? LabError.from(look.error).message : undefined
  const wrong = (option: string): string | undefined => (details['option'] === option ? message : undefined)
  const ofField = wrong('cloze.template') ?? wrong('cloze.words')
  // Words that are given for one label are given for all: what suits the others goes along.
  const change = (label: string, word: string): void =>
    onChange({ ...options, words: { ...usual?.words, ...words, [label]: word } })
  return (
    <Stack gap="sm">
      <Autocomplete
        label="Template"
        description="{text_a} is the text, {text_b} the second one, {mask} the gap. {text_a:no-punctuation} and {text_b:lower-first} change a text a little."
        placeholder={usual?.template}
        data={known.data?.map((prompt) => prompt.template) ?? []}
        // All of them, whatever stands in the field.
        filter={({ options: all }) => all}
        value={template}
        onChange={(changed) => onChange({ ...options, template: changed })}
        error={wrong('cloze.template')}
      />
      <SimpleGrid cols={{ base: 2, md: 3 }} spacing="sm">
        {Object.entries(usual?.words ?? {}).map(([label, word]) => (
          <TextInput
            key={label}
            label={`Word for ${label}`}
            placeholder={word}
            value={words[label] ?? ''}
            onChange={(event) => change(label, event.currentTarget.value)}
            error={details['label'] === label ? wrong('cloze.words') : undefined}
          />
        ))}
      </SimpleGrid>
      {ofField === undefined && <ErrorNote error={known.error ?? look.error} />}
      {look.data && !look.error && <PromptLookTable look={look.data} />}
    </Stack>
  )
}
