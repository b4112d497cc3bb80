// From a text to token ids as the tokenizers library for Python does it: added tokens, normalizer, pre-tokenizer, model,
// special tokens. The JavaScript library cuts words into tokens and decodes; what comes before and after it does
// differently in places (control characters, Chinese beyond U+FFFF, SentencePiece's character maps, digits, several
// texts), so that is done here.
import type { Tokenizer as Library } from '@huggingface/tokenizers'
import { z } from 'zod'
import { LabError } from '../../../shared/labError.ts'
import { addedTokens, sections } from './addedTokens.ts'
import { normalizer } from './normalize.ts'
import { postProcessor, type PostProcessor } from './postProcess.ts'
import { preTokenizer } from './preTokenize.ts'

export interface Pipeline {
  /** The ids of a text's tokens, without special tokens around them. */
  readonly tokenize: (text: string) => number[]
  readonly surround: PostProcessor
}

const parts = z.object({
  added_tokens: addedTokens.default([]),
  normalizer: z.unknown().default(null),
  pre_tokenizer: z.unknown().default(null),
  post_processor: z.unknown().default(null),
  model: z.looseObject({ type: z.string().optional(), byte_fallback: z.boolean().nullish() }),
})

/**
 * The pipeline of a tokenizer.json with the model that `library` made of it.
 * @throws LabError('tokenizer') for a part that Lathe does not know.
 */
export function pipeline(json: object, library: Library): Pipeline {
  const { added_tokens, normalizer: normal, pre_tokenizer, post_processor, model } = parts.parse(json)
  if (model.type === 'Unigram' && model.byte_fallback)
    throw new LabError(
      'tokenizer',
      'This tokenizer falls back to bytes in a Unigram model, which Lathe cannot do.',
    )
  const split = sections(added_tokens, normalizer(normal))
  const words = preTokenizer(pre_tokenizer)
  const { model: tokens } = library
  const idOf = (token: string): number => {
    const id = tokens!.tokens_to_ids.get(token) ?? tokens!.unk_token_id
    if (id === undefined)
      throw new LabError('tokenizer', `The tokenizer has no token for "${token}".`, { token })
    return id
  }
  return {
    // Word by word, since unknown characters are joined within a word only.
    tokenize: (text) =>
      split(text).flatMap((section) =>
        typeof section === 'number'
          ? section
          : words([section]).flatMap((word) => tokens!([word.text]).map(idOf)),
      ),
    surround: postProcessor(post_processor),
  }
}
