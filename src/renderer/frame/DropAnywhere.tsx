// Files dropped anywhere on the window open Data with them.
import { Overlay, Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { addFiles } from '../pages/data/draft.ts'
import { go } from '../router.ts'

export function DropAnywhere() {
  const [over, setOver] = useState(false)
  useEffect(() => {
    // Without this the window would leave for the file itself.
    const hold = (event: DragEvent): void => {
      event.preventDefault()
      if (event.type === 'dragenter' && event.dataTransfer?.types.includes('Files')) setOver(true)
      // Leaving for nowhere is leaving the window.
      if (event.type === 'dragleave' && event.relatedTarget === null) setOver(false)
    }
    const drop = (event: DragEvent): void => {
      setOver(false)
      // A drop area that has taken the files says so by preventing the default.
      if (event.defaultPrevented) return
      event.preventDefault()
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length === 0) return
      go('data')
      void addFiles(files)
    }
    const holding = ['dragenter', 'dragover', 'dragleave'] as const
    for (const type of holding) addEventListener(type, hold)
    addEventListener('drop', drop)
    return () => {
      for (const type of holding) removeEventListener(type, hold)
      removeEventListener('drop', drop)
    }
  }, [])
  if (!over) return null
  return (
    <Overlay fixed backgroundOpacity={0.6} center style={{ pointerEvents: 'none' }}>
      <Text fz={22} c="white">
        Drop to bring it in as a dataset
      </Text>
    </Overlay>
  )
}
