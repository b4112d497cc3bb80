// A small English WordPiece vocabulary: every letter and digit, so that no word is unknown, and some hundred whole words.
const words = `a about after again all also always am an and another any are as at away awful back bad be beautiful
because been before best better big book bored boring brilliant but by call came can cannot card change charming
child city clever cold come could customer dark date day delightful did different director do does down dull each
early easy end enjoy enjoyed enough even ever every excellent eyes face fact family fan far fast few film find fine
first for found friend from full fun funny game gave get give go going good got great had half hand happy hard has
hate hated have he head heart help her here hers him his home hope hot hour house how i if in into is it its job just
keep kind knew know last late laugh leave left less let life light like little live long look lost lot love loved
made make man many masterpiece may me mean mess might mind minute money more most mother movie much music must my name
need never new news next nice night no nor not nothing now of off office often old on once one only open or order
other our out over own part pay people perfect performance person place play please plot point poor pretty price
problem product public put question quite rain rather read real really red rest result right road room run sad said
same saw say scene school see seem seen sense service set she short should show side simple since slow small smart so
some soon sorry sound start state stay still stop store story strange street strong stupid such summer sun superb
sure surprise sweet take talk team tell terrible than thank that the their them then there these they thing think
this those though thought through time tired to today together told too took top touching town true try turn two ugly
under until up us use very view wait walk want was waste watch water way we weak week well went were what when where
which while white who whole why will win wish with without woman wonderful word work world worst worth would write
wrong year yes yet you young your`

const letters = [...'abcdefghijklmnopqrstuvwxyz0123456789']
const punctuation = [...'.,!?;:\'"-()/&%$#@*+=<>[]_']

/** Vocabulary in id order, beginning with BERT's special tokens in BERT's order, [PAD] being 0. */
export const tinyVocabulary: readonly string[] = [
  ...['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'],
  ...punctuation,
  ...letters,
  ...letters.map((letter) => `##${letter}`),
  ...['##ed', '##er', '##ing', '##ly', '##est', '##ness', '##ful', '##less', '##ment'],
  ...words.split(/\s+/).filter((word) => word.length > 1),
]
