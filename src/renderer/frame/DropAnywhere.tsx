// What is dropped anywhere on the window goes where it belongs: models to Models, all else to Data.
import { Overlay, Stack, Text } from '@mantine/core'
import { useSyncExternalStore } from 'react'
import { holdsModel, modelIn, takeDrop } from '../lab/modelDrop.ts'
import { addFiles } from '../pages/data/draft.ts'
import { addModel } from '../pages/models/arrivals.ts'
import { go } from '../router.ts'

let over = false
const listeners = new Set<() => void>()
function setOver(now: boolean): void {
  over = now
  for (const listener of listeners) listener()
}

function hold(event: DragEvent): void {
  // Without this the window would leave for the file itself.
  event.preventDefault()
  if (event.type === 'dragenter' && event.dataTransfer?.types.includes('Files')) setOver(true)
  // Leaving for nowhere is leaving the window.
  if (event.type === 'dragleave' && event.relatedTarget === null) setOver(false)
}

function take(event: DragEvent): void {
  setOver(false)
  // A drop area that has taken the files says so by preventing the default.
  if (event.defaultPrevented) return
  event.preventDefault()
  if (!event.dataTransfer) return
  const drop = takeDrop(event.dataTransfer)
  if (holdsModel(drop)) {
    go('models')
    void addModel(modelIn(drop))
  } else if (drop.files.length > 0) {
    go('data')
    void addFiles(drop.files)
  }
}

// As soon as the window loads, so that no early drop is lost.
for (const type of ['dragenter', 'dragover', 'dragleave'] as const) addEventListener(type, hold)
addEventListener('drop', take)

export function DropAnywhere() {
  const shown = useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => over,
  )
  if (!shown) return null
  return (
    <Overlay fixed backgroundOpacity={0.6} center style={{ pointerEvents: 'none' }}>
      <Stack gap={4} align="center">
        <Text fz={22} c="white">
          Drop to bring it in
        </Text>
        <Text c="white">A file of texts becomes a dataset, a folder a model or an adapter.</Text>
      </Stack>
    </Overlay>
  )
}
