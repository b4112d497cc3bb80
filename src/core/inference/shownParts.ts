// A prompt as it is shown to people, part by part.
import type { ShownPrompt } from '../../shared/prompts.ts'
import type { LanguageModel } from '../models/family.ts'
import type { Demonstration, Prompted } from '../prompts/promptRows.ts'
import { filledParts, type Template } from '../prompts/template.ts'
import type { Tokenizer } from '../tokens/tokenizer.ts'

type Parts = ShownPrompt['parts']

/** In the order in which a model of this kind reads them. */
export function shownParts(
  template: Template,
  kind: LanguageModel['kind'],
  tokenizer: Pick<Tokenizer, 'decode'>,
  { kept, demonstrated }: Prompted,
  { description, beside }: { readonly description: string; readonly beside: readonly Demonstration[] },
): Parts {
  const own = filledParts(template, kept)
  const examples = demonstrated.map((texts, i): Parts[number] => {
    let gap = 0
    const words = beside[i]!.word.map((id) => tokenizer.decode([id]).trim())
    const text = filledParts(template, texts)
      .map((part) =>
        part.kind === 'mask' ? (words[gap++] ?? '') : part.kind === 'segment' ? ' ' : part.text,
      )
      .join('')
    return { kind: 'example', text: text.trim() }
  })
  const said: Parts = description.trim() === '' ? [] : [{ kind: 'description', text: description.trim() }]
  return kind === 'masked' ? [...said, ...own, ...examples] : [...said, ...examples, ...own]
}
