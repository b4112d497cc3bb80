"""PyTorch's and PEFT's side of a step comparison: work as JSON in argv, the result as JSON on stdout (bench/work.ts)."""

import json
import resource
import statistics
import sys
import time

import torch
from peft import LoraConfig, get_peft_model
from transformers import BertConfig, BertForSequenceClassification


def peak_bytes():
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def main(work):
    torch.manual_seed(1)
    torch.set_num_threads(work["threads"])
    config = BertConfig(
        vocab_size=work["vocabulary"],
        hidden_size=work["hidden"],
        num_hidden_layers=work["layers"],
        num_attention_heads=work["heads"],
        intermediate_size=work["intermediate"],
    )
    model = BertForSequenceClassification(config)
    if work["tuning"] == "lora":
        model = get_peft_model(model, LoraConfig(task_type="SEQ_CLS", r=8, lora_alpha=16, lora_dropout=0.1))
    model.train()
    trained = [p for p in model.parameters() if p.requires_grad]
    optimizer = torch.optim.AdamW(trained, lr=1e-4, weight_decay=0.01)
    ids = torch.randint(0, work["vocabulary"], (work["batch"], work["length"]))
    mask = torch.ones_like(ids)
    labels = torch.arange(work["batch"]) % 2
    seconds = []
    while len(seconds) < 5 or sum(seconds[2:]) < work["seconds"]:
        start = time.perf_counter()
        optimizer.zero_grad()
        loss = model(input_ids=ids, attention_mask=mask, labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(trained, 1.0)
        optimizer.step()
        seconds.append(time.perf_counter() - start)
    step = statistics.median(seconds[2:])
    result = dict(
        tokensPerSecond=ids.numel() / step,
        steps=len(seconds) - 2,
        peakBytes=peak_bytes(),
        loss=loss.item(),
    )
    print(json.dumps(result))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
