import { expect, test } from 'vitest'
import { catalog } from '../../core/catalog/catalog.ts'
import { tuningName } from '../../shared/tuningName.ts'
import { methodTitle } from './methodTitle.ts'

test('a method, two together, and one that is not there any more', () => {
  const { tunings } = catalog()
  const title = (id: string, and?: string): string =>
    methodTitle(tuningName({ id, options: {}, ...(and ? { and: { id: and, options: {} } } : {}) }), tunings)
  expect(title('lora')).toBe('LoRA')
  expect(title('adapter', 'lora')).toBe('Adapter and LoRA')
  expect(title('wings')).toBe('wings')
})
