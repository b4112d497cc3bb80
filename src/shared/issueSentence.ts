// What a schema found wrong, in words for people.
import type { z } from 'zod'

/** An issue of zod's as the end of a sentence that has named the value: "it must be at least 8". */
export function issueSentence(issue: z.core.$ZodIssue | undefined): string {
  switch (issue?.code) {
    case 'invalid_type':
      return issue.message.endsWith('received undefined')
        ? 'it is missing'
        : `it must be ${kinds[issue.expected] ?? `of the kind "${issue.expected}"`}`
    case 'too_small':
      return `it must ${bound(issue.origin)} ${issue.inclusive === false ? 'more than' : 'at least'} ${issue.minimum}`
    case 'too_big':
      return `it must ${bound(issue.origin)} ${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}`
    case 'invalid_value':
      return `it must be ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`
    default:
      return issue?.message ?? 'it does not fit'
  }
}

const kinds: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'a text',
  boolean: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
}

/** Numbers are so large, texts and lists hold so many. */
function bound(origin: string): string {
  return origin === 'string' || origin === 'array' ? 'hold' : 'be'
}
