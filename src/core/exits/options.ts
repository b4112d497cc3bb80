// Options that several exit strategies have.
import { z } from 'zod'

/** Learning to exit (Xin et al. 2021, section 3.2): also where there are no probabilities, as in regression. */
export const certaintyOption = z.boolean().default(false).meta({
  title: 'Learn when to exit',
  description:
    'Trains one more output that says how likely a layer’s answer is wrong. It serves the rule "learned certainty", which also works for numbers.',
})
