// What a prompt says without any text is its bias; two ways to take it out of the answers.

/**
 * Contextual calibration (Zhao et al. 2021, section 5): q is proportional to W p with W = diag(p_cf)^-1 and b = 0, where
 * p_cf is the mean over content-free inputs of p(c | input). In logits: q_c = z_c - log p_cf(c).
 */
export function calibrated(logits: Float32Array, contentFree: readonly number[]): Float32Array {
  return logits.map((z, c) => z - Math.log(Math.max(contentFree[c]!, smallest)))
}

/**
 * Domain conditional PMI (Holtzman et al. 2021, section 3): log p(w_c | x, domain) - log p(w_c | domain), where the domain is
 * the template without a text. Both arguments are mean log-probabilities of the words of each label.
 */
export function domainPmi(logits: Float32Array, domain: Float32Array): Float32Array {
  return logits.map((z, c) => z - domain[c]!)
}

/** No probability is so small that its logarithm is not a number. */
const smallest = 1e-45
