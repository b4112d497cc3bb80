// Writes a vocabulary as the four files of an uncased BERT tokenizer, for transformers in Python and JavaScript.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { writeFileAtomic, writeJsonAtomic } from '../../files/atomic.ts'
import { bertTokenizer, bertTokenNames } from '../../tokens/bertTokenizer.ts'

/**
 * Writes tokenizer.json, tokenizer_config.json, special_tokens_map.json and vocab.txt into `folder`.
 * @throws LabError('disk') when the folder cannot be written.
 */
export async function writeTokenizerFiles(
  folder: string,
  vocabulary: readonly string[],
  maxLength = 512,
): Promise<void> {
  await mkdir(folder, { recursive: true })
  await writeFileAtomic(join(folder, 'vocab.txt'), vocabulary.join('\n') + '\n')
  await writeJsonAtomic(join(folder, 'special_tokens_map.json'), bertTokenNames)
  await writeJsonAtomic(join(folder, 'tokenizer_config.json'), {
    ...bertTokenNames,
    tokenizer_class: 'BertTokenizer',
    model_max_length: maxLength,
    do_lower_case: true,
    strip_accents: null,
    tokenize_chinese_chars: true,
    clean_up_tokenization_spaces: true,
  })
  await writeJsonAtomic(join(folder, 'tokenizer.json'), bertTokenizer(vocabulary, true))
}
