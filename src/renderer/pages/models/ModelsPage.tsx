// Models: those on this machine, those on the Hugging Face Hub, and one of them from near.
import { Button, Stack, Tabs } from '@mantine/core'
import { useRef } from 'react'
import { modelOf } from '../../lab/modelDrop.ts'
import { useAllModels } from '../../lab/queries.ts'
import { go } from '../../router.ts'
import { Empty } from '../../ui/Empty.tsx'
import { ErrorNote } from '../../ui/ErrorNote.tsx'
import { PageTitle } from '../../ui/PageTitle.tsx'
import { addModel } from './arrivals.ts'
import { Arrivals } from './Arrivals.tsx'
import { HubDownloads } from './HubDownloads.tsx'
import { HubSearch } from './HubSearch.tsx'
import { ModelTable } from './ModelTable.tsx'
import { ModelTrash } from './ModelTrash.tsx'
import { ModelView } from './ModelView.tsx'

export default function ModelsPage({ id, tab }: { readonly id: string; readonly tab: string }) {
  const models = useAllModels()
  if (id !== '') {
    const model = models.data?.find((one) => one.id === id)
    if (model) return <ModelView key={id} model={model} />
    if (models.data)
      return (
        <Empty
          title="This model is not there"
          text="It was deleted, or its files are not where they were. The trash on the Models page may have it."
        />
      )
  }
  return (
    <Stack>
      <PageTitle title="Models">
        <AddFolder />
      </PageTitle>
      <Arrivals />
      <HubDownloads />
      <Tabs
        value={tab === 'hub' ? 'hub' : 'here'}
        onChange={(to) => go('models', '', to === 'hub' ? { tab: 'hub' } : {})}
      >
        <Tabs.List mb="md">
          <Tabs.Tab value="here">On this machine</Tabs.Tab>
          <Tabs.Tab value="hub">Hugging Face Hub</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="here">
          <ErrorNote error={models.error} />
          {models.data && <ModelTable models={models.data} />}
          <ModelTrash />
        </Tabs.Panel>
        <Tabs.Panel value="hub">
          <HubSearch />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  )
}

function AddFolder() {
  const folder = useRef<HTMLInputElement>(null)
  return (
    <>
      <input
        ref={folder}
        type="file"
        hidden
        aria-label="Model folder"
        {...{ webkitdirectory: '' }}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])]
          if (files.length > 0) void addModel(Promise.resolve(modelOf(files)))
          event.currentTarget.value = ''
        }}
      />
      <Button variant="default" onClick={() => folder.current?.click()}>
        Add a folder
      </Button>
    </>
  )
}
