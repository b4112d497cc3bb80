// The template that is being edited: its fields, where it leans, and rows filled in.
import { Button, Grid, Group, Stack, Text, Title } from '@mantine/core'
import type { KnownPromptInfo } from '../../../shared/prompts.ts'
import { FilledRows } from '../../prompts/FilledRows.tsx'
import { PromptFields } from '../../prompts/PromptFields.tsx'
import { usePromptLook } from '../../prompts/usePrompts.ts'
import type { WrittenPrompt } from '../../prompts/written.ts'
import { Term } from '../../ui/Term.tsx'
import { Leaning } from './Leaning.tsx'

interface EditorProps {
  readonly dataset: string
  readonly model: string
  readonly known: readonly KnownPromptInfo[]
  readonly prompt: WrittenPrompt
  readonly onChange: (prompt: WrittenPrompt) => void
  readonly onDuplicate: () => void
  readonly onRemove: () => void
  readonly onTrain: () => void
}

export function Editor(props: EditorProps) {
  const { dataset, model, known, prompt, onChange, onDuplicate, onRemove, onTrain } = props
  const look = usePromptLook({ dataset, model }, prompt)
  const data = look.error ? undefined : look.data
  const scores = data?.scores
  return (
    <Stack component="section" aria-label="The template" gap="sm">
      <Group justify="space-between">
        <Title order={2}>The template</Title>
        <Group gap="xs">
          <Button variant="default" size="xs" onClick={onDuplicate}>
            Duplicate
          </Button>
          <Button variant="default" size="xs" onClick={onRemove}>
            Remove
          </Button>
          <Button size="xs" disabled={Boolean(look.error)} onClick={onTrain}>
            Train with this prompt
          </Button>
        </Group>
      </Group>
      <Grid gap="xl">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <PromptFields known={known} prompt={prompt} error={look.error} onChange={onChange} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          {scores && (
            <Stack gap={4}>
              <Group gap={6}>
                <Text size="sm" fw={500}>
                  Where it leans
                </Text>
                <Term name="labelPrior" />
              </Group>
              <Leaning scores={scores} />
            </Stack>
          )}
        </Grid.Col>
      </Grid>
      {data && <FilledRows rows={data.shown} />}
    </Stack>
  )
}
