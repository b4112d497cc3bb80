// The fields of a prompt: template, words, and for numbers what the words stand for; what is wrong stands at its field.
import { Anchor, Autocomplete, NumberInput, SimpleGrid, Stack, Text, TextInput } from '@mantine/core'
import { LabError } from '../../shared/labError.ts'
import { type KnownPromptInfo, usualRange } from '../../shared/prompts.ts'
import { ErrorNote } from '../ui/ErrorNote.tsx'
import { plainNumber } from '../ui/format.ts'
import type { WrittenPrompt } from './written.ts'

/** What the two ends of numbers are called. */
const poleTitles = {
  low: { word: 'Word for the lowest', number: 'Lowest number' },
  high: { word: 'Word for the highest', number: 'Highest number' },
} as const

interface PromptFieldsProps {
  /** Those that suit the dataset, the usual one first. */
  readonly known: readonly KnownPromptInfo[]
  readonly prompt: WrittenPrompt
  /** What is wrong with the prompt, or with asking it. */
  readonly error: unknown
  readonly onChange: (prompt: WrittenPrompt) => void
}

export function PromptFields({ known, prompt, error, onChange }: PromptFieldsProps) {
  const { template, words } = prompt
  const [usual] = known
  const range = prompt.range ?? usualRange
  const wrong = error ? LabError.from(error) : null
  const at = (option: string, label?: string): string | undefined =>
    wrong?.details['option'] === option && (label === undefined || wrong.details['label'] === label)
      ? wrong.message
      : undefined
  const hasField =
    at('cloze.template') !== undefined ||
    Object.keys(usual?.words ?? {}).some((label) => at('cloze.words', label) !== undefined) ||
    at('clozeScore.low') !== undefined
  // Words that are given for one label are given for all: what suits the others goes along.
  const setWord = (label: string, word: string): void =>
    onChange({ ...prompt, words: { ...usual?.words, ...filled(words), [label]: word } })
  return (
    <Stack gap="sm">
      <Autocomplete
        label="Template"
        description="{text_a} is the text, {text_b} the second one, {mask} the gap. {text_a:no-punctuation} and {text_b:lower-first} change a text a little."
        placeholder={usual?.template ?? ''}
        data={[...new Set(known.map((one) => one.template))]}
        // All of them, whatever stands in the field.
        filter={({ options }) => options}
        value={template}
        onChange={(changed) => onChange({ ...prompt, template: changed })}
        error={at('cloze.template')}
      />
      <SimpleGrid cols={{ base: 2, md: 3 }} spacing="sm">
        {Object.entries(usual?.words ?? {}).map(([label, word]) => (
          <TextInput
            key={label}
            label={usual?.range ? poleTitles[label as keyof typeof poleTitles].word : `Word for ${label}`}
            placeholder={word}
            value={words[label] ?? ''}
            onChange={(event) => setWord(label, event.currentTarget.value)}
            error={at('cloze.words', label) ?? wrong?.details['other'] === label}
          />
        ))}
      </SimpleGrid>
      {usual?.range && (
        <SimpleGrid cols={{ base: 2, md: 3 }} spacing="sm">
          {(['low', 'high'] as const).map((end) => (
            <NumberInput
              key={end}
              label={poleTitles[end].number}
              value={range[end]}
              onChange={(value) =>
                typeof value === 'number' && onChange({ ...prompt, range: { ...range, [end]: value } })
              }
              error={end === 'low' ? at('clozeScore.low') : undefined}
            />
          ))}
        </SimpleGrid>
      )}
      {usual?.range && (usual.range.low !== range.low || usual.range.high !== range.high) && (
        <Text size="sm" c="dimmed">
          The numbers of this dataset go from {plainNumber(usual.range.low)} to{' '}
          {plainNumber(usual.range.high)}.{' '}
          <Anchor
            component="button"
            type="button"
            size="sm"
            onClick={() => onChange({ ...prompt, range: usual.range })}
          >
            Take these
          </Anchor>
        </Text>
      )}
      {!hasField && <ErrorNote error={error} />}
    </Stack>
  )
}

const filled = (words: WrittenPrompt['words']): Record<string, string> =>
  Object.fromEntries(Object.entries(words).filter(([, word]) => word !== ''))
