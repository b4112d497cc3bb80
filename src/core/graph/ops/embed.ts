// y = table[ids]: an embedding look-up, or a choice of rows
import { defineOp } from '../op.ts'
import { shapeError, shapeText, type Value } from '../value.ts'

export const embed = defineOp<[table: Value, ids: Value]>({
  shape: ([table, ids]) => {
    if (ids.type !== 'int64' || ids.shape.length !== 1)
      throw shapeError('embed', 'int64 ids [n]', `${ids.type} ${shapeText(ids.shape)}`)
    return [...ids.shape, ...table.shape.slice(1)]
  },
  emit: (e, [table, ids]) => ({ output: e.gather(table, ids) }),
  // dtable[i] = sum of dy over the places where ids = i: a scatter that adds, since ids repeat
  grad: (e, { inputs: [table, ids], dy }) => [
    (sum) => {
      const base = sum ?? e.node('ConstantOfShape', [e.shapeOf(table)], table.shape)
      const index = e.node('Unsqueeze', [ids, e.integers([-1])], [...ids.shape, 1], {}, 'int64')
      return e.node('ScatterND', [base, index, dy], table.shape, { reduction: 'add' })
    },
    null,
  ],
})
