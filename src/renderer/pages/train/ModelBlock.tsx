// Which pre-trained model to start from.
import { Anchor, Select, Text } from '@mantine/core'
import type { ModelInfo } from '../../../shared/models.ts'
import { hrefOf } from '../../router.ts'
import { bytes, short } from '../../ui/format.ts'

interface ModelBlockProps {
  readonly models: readonly ModelInfo[]
  readonly chosen: string
  readonly onChoose: (id: string) => void
}

export function ModelBlock({ models, chosen, onChoose }: ModelBlockProps) {
  const model = models.find(({ id }) => id === chosen)
  return (
    <>
      <Select
        label="Pre-trained model"
        searchable
        allowDeselect={false}
        nothingFoundMessage="No model by that name"
        data={models.map(({ id, title }) => ({ value: id, label: title }))}
        value={chosen}
        onChange={(id) => id !== null && onChoose(id)}
      />
      {model && (
        <Text size="sm" c="dimmed">
          {model.layers} layers of width {model.hidden}, {short(model.parameters)} parameters,{' '}
          {bytes(model.bytes)}, reads up to {model.maxLength} tokens.{' '}
          <Anchor href={hrefOf('models', '', { tab: 'hub' })} size="sm">
            More models
          </Anchor>
        </Text>
      )}
    </>
  )
}
