// Writes a vocabulary as the four files of an uncased BERT tokenizer, for transformers in Python and JavaScript.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic, writeJsonAtomic } from '../../files/atomic.ts'
import { special, specialTokens } from './vocabulary.ts'

const [pad, unknown, cls, sep, mask] = specialTokens

/**
 * Writes tokenizer.json, tokenizer_config.json, special_tokens_map.json and vocab.txt into `folder`.
 * `vocabulary` starts with the special tokens, as {@link trainVocabulary} makes it.
 * @throws LabError('disk') when the folder cannot be written.
 */
export async function writeTokenizerFiles(
  folder: string,
  vocabulary: readonly string[],
  maxLength = 512,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFileAtomic(join(folder, 'vocab.txt'), vocabulary.join('\n') + '\n')
  await writeJsonAtomic(join(folder, 'special_tokens_map.json'), names)
  await writeJsonAtomic(join(folder, 'tokenizer_config.json'), {
    ...names,
    tokenizer_class: 'BertTokenizer',
    model_max_length: maxLength,
    do_lower_case: true,
    strip_accents: null,
    tokenize_chinese_chars: true,
    clean_up_tokenization_spaces: true,
  })
  await writeJsonAtomic(join(folder, 'tokenizer.json'), tokenizerJson(vocabulary))
}

const names = { pad_token: pad, unk_token: unknown, cls_token: cls, sep_token: sep, mask_token: mask }

function tokenizerJson(vocabulary: readonly string[]): unknown {
  return {
    version: '1.0',
    truncation: null,
    padding: null,
    added_tokens: specialTokens.map((content, id) => ({
      id,
      content,
      single_word: false,
      lstrip: false,
      rstrip: false,
      normalized: false,
      special: true,
    })),
    normalizer: {
      type: 'BertNormalizer',
      clean_text: true,
      handle_chinese_chars: true,
      strip_accents: null,
      lowercase: true,
    },
    pre_tokenizer: { type: 'BertPreTokenizer' },
    post_processor: {
      type: 'TemplateProcessing',
      single: [specialPart(cls, 0), sequencePart('A', 0), specialPart(sep, 0)],
      pair: [
        specialPart(cls, 0),
        sequencePart('A', 0),
        specialPart(sep, 0),
        sequencePart('B', 1),
        specialPart(sep, 1),
      ],
      special_tokens: {
        [cls]: { id: cls, ids: [special.cls], tokens: [cls] },
        [sep]: { id: sep, ids: [special.sep], tokens: [sep] },
      },
    },
    decoder: { type: 'WordPiece', prefix: '##', cleanup: true },
    model: {
      type: 'WordPiece',
      unk_token: unknown,
      continuing_subword_prefix: '##',
      max_input_chars_per_word: 100,
      vocab: Object.fromEntries(vocabulary.map((token, id) => [token, id])),
    },
  }
}

function specialPart(id: string, type: number): unknown {
  return { SpecialToken: { id, type_id: type } }
}

function sequencePart(id: string, type: number): unknown {
  return { Sequence: { id, type_id: type } }
}
