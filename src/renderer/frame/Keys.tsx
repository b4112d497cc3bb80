// The keys: one letter per page, and a list of them under "?".
import { Kbd, Modal, Table } from '@mantine/core'
import { useDisclosure, useHotkeys } from '@mantine/hooks'
import { go } from '../router.ts'
import { pages } from './pages.ts'

const others = [
  ['Ctrl + K', 'Go to any page, dataset or run by name'],
  ['?', 'This list'],
  ['Tab, Shift + Tab', 'Next and previous control'],
  ['← →', 'Walk along a chart that has the focus'],
] as const

export function Keys() {
  const [open, { toggle, close }] = useDisclosure()
  useHotkeys([
    ['shift+?', toggle],
    ...pages.map(({ page, key }): [string, () => void] => [key, () => go(page)]),
  ])
  return (
    <Modal opened={open} onClose={close} title="Keys" centered>
      <Table>
        <Table.Tbody>
          {[...pages.map(({ key, help }) => [key, help] as const), ...others].map(([key, help]) => (
            <Table.Tr key={key}>
              <Table.Td w={150}>
                <Kbd>{key}</Kbd>
              </Table.Td>
              <Table.Td>{help}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  )
}
