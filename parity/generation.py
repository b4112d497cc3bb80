"""What transformers writes and how it judges texts, for the golden files of causal language models."""

import torch
from transformers import TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

NEW_TOKENS = 8
# How much of each text is the context whose continuation is judged.
CONTEXT = 3
SAMPLINGS = [(1.0, 0, 1.0), (0.7, 0, 1.0), (1.0, 5, 1.0), (1.5, 0, 0.8), (0.8, 10, 0.6), (1.0, 1, 1.0)]


def generation(model, inputs, texts):
    # In single precision, because Llama's rows of nothing but padding become NaN in double.
    model = model.float()
    with torch.no_grad():
        # Padded on the left, all at once.
        written = model.generate(
            input_ids=inputs["input_ids"],
            attention_mask=inputs["attention_mask"],
            do_sample=False,
            max_new_tokens=NEW_TOKENS,
            eos_token_id=None,
            pad_token_id=0,
        )
        greedy = written[:, inputs["input_ids"].shape[1] :].tolist()
        logits = [model(torch.tensor([text])).logits[0] for text in texts]
    probabilities = [x[:-1].log_softmax(-1).gather(1, torch.tensor(text[1:])[:, None])[:, 0] for x, text in zip(logits, texts)]
    return dict(
        newTokens=NEW_TOKENS,
        # The tokens that follow each of the batch's texts.
        greedy=greedy,
        context=CONTEXT,
        # log p of each token after the context.
        logProbabilities=[p[CONTEXT - 1 :].tolist() for p in probabilities],
        # For the token after the first text: its logits, and the probabilities that each sampling leaves.
        logits=logits[0][-1].tolist(),
        samplings=[sampling(logits[0][-1], *settings) for settings in SAMPLINGS],
    )


def sampling(logits, temperature, top_k, top_p):
    scores = TemperatureLogitsWarper(temperature)(None, logits[None])
    if top_k > 0:
        scores = TopKLogitsWarper(top_k)(None, scores)
    if top_p < 1:
        scores = TopPLogitsWarper(top_p)(None, scores)
    return dict(temperature=temperature, topK=top_k, topP=top_p, probabilities=scores.softmax(-1)[0].tolist())
