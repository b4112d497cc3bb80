import { expect, test } from 'vitest'
import { z } from 'zod'
import { trainingOptions } from '../../shared/run.ts'
import { schemaFields } from './schemaFields.ts'

const fieldsOf = (schema: z.ZodType) => schemaFields(z.toJSONSchema(schema, { io: 'input' }))

test('every training option has a field with a title and one line of help', () => {
  const fields = fieldsOf(trainingOptions)
  expect(fields.map(({ name }) => name)).toEqual(Object.keys(trainingOptions.shape))
  expect(fields.filter(({ title, help }) => title === '' || help === '')).toEqual([])
})

test('numbers know their bounds, nullable ones may be empty', () => {
  const fields = fieldsOf(trainingOptions)
  expect(fields.find(({ name }) => name === 'batch')).toMatchObject({
    kind: 'number',
    whole: true,
    min: 1,
    max: 4096,
    default: 16,
    nullable: false,
  })
  expect(fields.find(({ name }) => name === 'learningRate')).toMatchObject({ nullable: true, default: null })
  expect(fields.find(({ name }) => name === 'patience')).not.toHaveProperty('max')
})

test('enums, switches, lists and texts', () => {
  const fields = fieldsOf(
    z.object({
      rule: z.enum(['a', 'b']).default('b'),
      useClassWeights: z.boolean().default(false),
      targets: z.array(z.enum(['query', 'value'])).default(['query']),
      note: z.string().default(''),
      words: z.record(z.string(), z.string()).default({}),
      weights: z.record(z.string(), z.number()).default({}),
      nested: z.object({}).default({}),
    }),
  )
  expect(fields.map(({ kind }) => kind)).toEqual(['choice', 'switch', 'choices', 'text', 'namedTexts'])
  expect(fields[0]).toMatchObject({ choices: ['a', 'b'], default: 'b' })
  expect(fields[1]?.title).toBe('Use class weights')
  expect(fields[2]).toMatchObject({ choices: ['query', 'value'], default: ['query'] })
})
