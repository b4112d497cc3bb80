// Words that prompts ask a language model to fill in, so each must be one token of the vocabulary.

const byUse: Readonly<Record<string, string>> = {
  sentiment: `great good excellent wonderful amazing fantastic brilliant perfect superb awesome best better fine
    nice beautiful lovely enjoyable fun funny charming delightful moving interesting okay ok average mediocre bad
    worse worst poor terrible horrible awful dreadful boring dull disappointing stupid ridiculous useless waste ugly
    love loved like liked hate hated happy sad angry positive negative neutral mixed recommend avoid`,
  answers: `yes no maybe true false right wrong correct incorrect certainly probably possibly perhaps sure also
    alright however therefore indeed instead because but and so still not never always`,
  inference: `entailment contradiction related unrelated same different similar equivalent equal duplicate means
    implies follows opposite paraphrase`,
  topics: `world sports sport business technology science politics health religion society culture education
    reference family relationships money finance computers computer internet entertainment music movies movie film
    books games travel food art history news company school university artist athlete office transportation
    building nature village animal plant album book crime weather economy war market medicine law environment
    weird funny`,
  questions: `question answer description entity abbreviation expression human person people place location
    city country number numeric date time quantity reason definition manner who what when where why how which`,
  kinds: `subjective objective opinion fact spam ham normal acceptable unacceptable grammatical ungrammatical
    sense nonsense joy fear anger sadness surprise disgust polite rude toxic safe urgent complaint request refund
    order payment account delivery password help problem thanks hello summary topic review sentence`,
}

/** The default list, without repetition, in a fixed order. */
export const requiredWords: readonly string[] = [...new Set(Object.values(byUse).join(' ').split(/\s+/))]
