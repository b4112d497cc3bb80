// Files dropped anywhere on the window open Data with them.
import { Text } from '@mantine/core'
import { Dropzone } from '@mantine/dropzone'
import { addFiles } from '../pages/data/draft.ts'
import { go } from '../router.ts'

export function DropAnywhere() {
  return (
    <Dropzone.FullScreen
      active
      onDrop={(files) => {
        go('data')
        void addFiles(files)
      }}
    >
      <Text size="xl" ta="center" mt="30vh" style={{ pointerEvents: 'none' }}>
        Drop to bring it in as a dataset
      </Text>
    </Dropzone.FullScreen>
  )
}
