// The prompt of a run: its fields, and what the untrained model makes of it on rows of the data.
import { Anchor, Stack } from '@mantine/core'
import { FilledRows } from '../../prompts/FilledRows.tsx'
import { PromptFields } from '../../prompts/PromptFields.tsx'
import { ScoreSentence } from '../../prompts/ScoreSentence.tsx'
import { useKnownPrompts, usePromptLook } from '../../prompts/usePrompts.ts'
import type { WrittenPrompt } from '../../prompts/written.ts'
import { hrefOf } from '../../router.ts'

interface PromptBlockProps {
  readonly dataset: string
  readonly model: string
  readonly prompt: WrittenPrompt
  readonly onChange: (prompt: WrittenPrompt) => void
}

export function PromptBlock({ dataset, model, prompt, onChange }: PromptBlockProps) {
  const known = useKnownPrompts(dataset, model)
  const look = usePromptLook({ dataset, model }, prompt)
  return (
    <Stack gap="sm">
      <PromptFields
        known={known.data ?? []}
        prompt={prompt}
        error={known.error ?? look.error}
        onChange={onChange}
      />
      {look.data && !look.error && (
        <>
          {look.data.scores && <ScoreSentence scores={look.data.scores} />}
          <FilledRows rows={look.data.shown} />
        </>
      )}
      <Anchor href={hrefOf('prompts', '', { dataset, model })} size="sm">
        Compare prompts on these rows
      </Anchor>
    </Stack>
  )
}
