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
  // dtable[u] = sum of dy over the places where ids = u. A scatter that adds would lose some of the sum: its threads
  // write to one row at a time. So the places of each distinct id are summed by a product with a matrix of 0 and 1,
  // after which every row is written once.
  grad: (e, { inputs: [table, ids], dy }) => [
    (sum) => {
      const distinct = `distinct ${ids.name}`
      const [unique] = e.nodeWith('Unique', [ids], [[distinct]], { sorted: 1 }, '', 'int64')
      const column = e.node('Unsqueeze', [unique!, e.integers([-1])], [distinct, 1], {}, 'int64')
      const sums = e.node('MatMul', [e.equal(column, ids), dy], [distinct, ...table.shape.slice(1)])
      const base = sum ?? e.node('ConstantOfShape', [e.shapeOf(table)], table.shape)
      return e.node('ScatterND', [base, column, sums], table.shape, { reduction: sum ? 'add' : 'none' })
    },
    null,
  ],
})
