// Which words together tell the classes apart best: every combination of a few candidates, judged by training accuracy.

/** log p(word | row) [rows] of candidate `k` of class `c`: `scores[c][k]`. */
export type CandidateScores = readonly (readonly Float32Array[])[]

/** A candidate of each class, by its place among that class's. */
export interface Combination {
  readonly choice: readonly number[]
  /** Training rows whose own class's word is the likeliest. */
  readonly right: number
  /** Mean log-probability of the own class's word over the rows; decides among equally many right. */
  readonly likelihood: number
}

/** Combinations that are looked at one by one. */
const most = 1_000_000

/**
 * The `count` best combinations (Gao et al. 2021, section 5.1, brute force over the top k words of each class). Where there
 * would be more than a million, each class first gives up those of its candidates that tell it from the others least; what
 * is found is then improved class by class over all candidates. `ids` tell words apart: no word stands for two classes.
 */
export function bestCombinations(
  scores: CandidateScores,
  ids: readonly (readonly number[])[],
  targets: readonly number[],
  count: number,
): Combination[] {
  const classes = scores.length
  const judge = judgeOf(scores, targets)
  const few = Math.max(1, Math.floor(most ** (1 / classes)))
  const exhaustive = scores.every((own) => own.length <= few)
  const kept = scores.map((own, c) =>
    exhaustive ? [...own.keys()] : mostTelling(own, c, targets).slice(0, few),
  )
  const found = enumerate(scores, ids, targets, kept, judge.likelihood, count)
  if (exhaustive) return found
  const improved = [judge(firstUnused(kept, ids)), ...found].map((one) => improve(one, ids, judge))
  return distinct([...improved, ...found])
    .sort(better)
    .slice(0, count)
}

const better = (a: Combination, b: Combination): number => b.right - a.right || b.likelihood - a.likelihood

interface Judge {
  (choice: readonly number[]): Combination
  readonly sizes: readonly number[]
  /** What candidate k of class c adds to a combination's likelihood. */
  likelihood(c: number, k: number): number
}

function judgeOf(scores: CandidateScores, targets: readonly number[]): Judge {
  const likelihoods = scores.map((own, c) =>
    own.map(
      (of) => targets.reduce((sum, target, row) => sum + (target === c ? of[row]! : 0), 0) / targets.length,
    ),
  )
  const likelihood = (c: number, k: number): number => likelihoods[c]![k]!
  const judge = (choice: readonly number[]): Combination => ({
    choice,
    right: targets.filter((target, row) => {
      const own = scores[target]![choice[target]!]![row]!
      return choice.every((k, c) => c === target || scores[c]![k]![row]! < own)
    }).length,
    likelihood: choice.reduce((sum, k, c) => sum + likelihood(c, k), 0),
  })
  return Object.assign(judge, { likelihood, sizes: scores.map((own) => own.length) })
}

/** Places of a class's candidates by how much likelier its own rows make them than all others do, most first. */
function mostTelling(own: readonly Float32Array[], c: number, targets: readonly number[]): number[] {
  const mean = (of: Float32Array, mine: boolean): number => {
    const rows = [...targets.keys()].filter((row) => (targets[row] === c) === mine)
    return rows.reduce((sum, row) => sum + of[row]!, 0) / Math.max(1, rows.length)
  }
  const margin = own.map((of) => mean(of, true) - mean(of, false))
  return [...own.keys()].sort((a, b) => margin[b]! - margin[a]!)
}

/** The first candidate of each class that no class before it has: of very many classes the only combination to begin with. */
function firstUnused(kept: readonly (readonly number[])[], ids: readonly (readonly number[])[]): number[] {
  const used = new Set<number>()
  return kept.map((own, c) => {
    const k = own.find((one) => !used.has(ids[c]![one]!)) ?? own[0]!
    used.add(ids[c]![k]!)
    return k
  })
}

/** All combinations of `kept`, class after class, with what each row's likeliest word so far is. */
function enumerate(
  scores: CandidateScores,
  ids: readonly (readonly number[])[],
  targets: readonly number[],
  kept: readonly (readonly number[])[],
  likelihood: Judge['likelihood'],
  count: number,
): Combination[] {
  const classes = scores.length
  const rows = targets.length
  const best: Combination[] = []
  const choice = new Array<number>(classes)
  const tops = scores.map(() => new Float32Array(rows))
  const holders = scores.map(() => new Int32Array(rows))
  const visit = (c: number, sum: number): void => {
    for (const k of kept[c]!) {
      const id = ids[c]![k]!
      if (choice.slice(0, c).some((other, of) => ids[of]![other] === id)) continue
      choice[c] = k
      const own = scores[c]![k]!
      const [top, holder] = [tops[c]!, holders[c]!]
      const [topBefore, holderBefore] = c === 0 ? [undefined, undefined] : [tops[c - 1]!, holders[c - 1]!]
      for (let row = 0; row < rows; row++) {
        const ahead = topBefore === undefined || own[row]! > topBefore[row]!
        top[row] = ahead ? own[row]! : topBefore[row]!
        holder[row] = ahead ? c : holderBefore![row]!
      }
      const likely = sum + likelihood(c, k)
      if (c < classes - 1) {
        visit(c + 1, likely)
        continue
      }
      let right = 0
      for (let row = 0; row < rows; row++) if (holder[row] === targets[row]) right++
      keep(best, { choice: choice.slice(), right, likelihood: likely }, count)
    }
  }
  visit(0, 0)
  return best
}

/** Puts a combination in its place among the best `count`. */
function keep(best: Combination[], one: Combination, count: number): void {
  if (best.length === count && better(one, best.at(-1)!) >= 0) return
  const at = best.findIndex((other) => better(one, other) < 0)
  best.splice(at < 0 ? best.length : at, 0, one)
  if (best.length > count) best.pop()
}

/** Each class in turn takes the best of all its candidates, until none can do better. */
function improve(start: Combination, ids: readonly (readonly number[])[], judge: Judge): Combination {
  for (let now = start; ;) {
    const before = now
    for (const [c, size] of judge.sizes.entries())
      for (let k = 0; k < size; k++) {
        if (now.choice.some((other, of) => of !== c && ids[of]![other] === ids[c]![k])) continue
        const next = judge(now.choice.with(c, k))
        if (better(next, now) < 0) now = next
      }
    if (now === before) return now
  }
}

const distinct = (all: readonly Combination[]): Combination[] => [
  ...new Map(all.map((one) => [one.choice.join(), one])).values(),
]
