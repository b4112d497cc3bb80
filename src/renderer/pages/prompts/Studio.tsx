// Templates for one dataset and one model: side by side, and one of them at hand.
import { Button, Group, Loader, Stack, Text } from '@mantine/core'
import type { ModelInfo } from '../../../shared/models.ts'
import type { DatasetManifest } from '../../../shared/dataset.ts'
import { LabError } from '../../../shared/labError.ts'
import { useKnownPrompts, usePromptLooks } from '../../prompts/usePrompts.ts'
import { objectiveOf, trained } from '../../prompts/written.ts'
import { go } from '../../router.ts'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { plural } from '../../ui/format.ts'
import { offerUndo } from '../../ui/undo.tsx'
import { Editor } from './Editor.tsx'
import { added, changed, firstSheet, removed, sheetName, useDesk, type Sheet } from './sheets.ts'
import { TemplateTable } from './TemplateTable.tsx'

interface StudioProps {
  readonly dataset: DatasetManifest
  readonly model: ModelInfo
}

export function Studio({ dataset, model }: StudioProps) {
  const place = { dataset: dataset.id, model: model.id }
  const [desk, setDesk] = useDesk()
  const known = useKnownPrompts(place.dataset, place.model)
  const name = sheetName(dataset.id, model.languageModel)
  const sheet: Sheet = desk.sheets[name] ?? firstSheet(known.data ?? [])
  const change = (next: Sheet): void =>
    setDesk((now) => ({
      ...now,
      sheets: { ...now.sheets, [name]: { ...next, prompts: [...next.prompts] } },
    }))
  const asked = usePromptLooks(place, sheet.prompts)
  if (known.error) return <ErrorNote error={known.error} />
  if (!known.data) return <Loader size="sm" aria-label="Loading" />
  const chosen = sheet.prompts.find(({ key }) => key === sheet.chosen)
  // What is wrong with the model or the rows is wrong with every template alike.
  const ofAll = asked.find((one) => one?.error && LabError.from(one.error).code !== 'option')?.error
  if (ofAll) return <ErrorNote error={ofAll} />
  const rows = asked.find((one) => one?.data?.scores)?.data?.scores?.rows
  const usual = known.data[0]!.template
  // What cannot be asked cannot be trained either.
  const sound = sheet.prompts
    .filter((_, i) => asked[i]?.data)
    .map((prompt) => {
      const { template, ...written } = trained(prompt, usual).prompt
      return { ...written, template: template || usual }
    })
  const add = () => {
    const { words, range } = known.data[0]!
    change(added(sheet, { template: '', words, range }))
  }
  return (
    <Stack gap="lg">
      <Stack component="section" aria-label="Templates" gap="xs">
        <TemplateTable
          sheet={sheet}
          kind={dataset.task === 'regress' ? 'numbers' : 'classes'}
          asked={asked}
          usual={usual}
          onChoose={(key) => change({ ...sheet, chosen: key })}
        />
        <Group justify="space-between">
          <Group gap="xs">
            <Button variant="default" size="xs" onClick={add}>
              Add a template
            </Button>
            {sound.length > 1 && (
              <Button
                variant="default"
                size="xs"
                onClick={() => go('compare', 'new', { ...place, prompts: JSON.stringify(sound) })}
              >
                Compare these trained
              </Button>
            )}
          </Group>
          <Text size="sm" c="dimmed">
            {rows &&
              `Before any training, on the same ${plural(rows.dev, 'validation row')} and ${plural(rows.train, 'training row')}. `}
            Test rows are never looked at.
          </Text>
        </Group>
      </Stack>
      {chosen && (
        <Editor
          // Another template's answer is no placeholder for this one's.
          key={`${name} ${model.id} ${chosen.key}`}
          {...place}
          known={known.data}
          prompt={chosen}
          onChange={(prompt) => change(changed(sheet, chosen.key, prompt))}
          onDuplicate={() => change(added(sheet, chosen, chosen.key))}
          onRemove={() => {
            change(removed(sheet, chosen.key))
            offerUndo('The template was removed.', async () => change(sheet))
          }}
          onTrain={() => {
            const { prompt, options: others } = trained(chosen, usual)
            const { id, options } = objectiveOf(prompt, dataset.task, others)
            go('train', '', { ...place, objective: id, options: JSON.stringify(options) })
          }}
        />
      )}
    </Stack>
  )
}
