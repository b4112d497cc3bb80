"""Writes src/testing/golden/peft: adapters as real peft saves them, the logits that peft gives with them, and what it
combines of two. Their bases are the golden models of their families. See README.md for the layout."""

import copy
import json
import shutil
import sys
from pathlib import Path

import torch
from families import FAMILIES
from golden import CLASSES, model_inputs, values
from peft import IA3Config, LoraConfig, PrefixTuningConfig, PromptTuningConfig, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import AutoModelForCausalLM, AutoModelForMaskedLM, AutoModelForSequenceClassification, logging

CLASSIFIER = dict(task_type="SEQ_CLS", target_modules=["query", "value"], r=4, lora_alpha=8, lora_dropout=0.1)
PROMPT = dict(task_type="SEQ_CLS", num_virtual_tokens=3)
AUTO = {
    "SEQ_CLS": lambda base: AutoModelForSequenceClassification.from_pretrained(base, num_labels=CLASSES),
    "CAUSAL_LM": AutoModelForCausalLM.from_pretrained,
    None: AutoModelForMaskedLM.from_pretrained,
}
# Every adapter by its name: its family and peft's configuration.
ADAPTERS = {
    "lora": ("bert", LoraConfig(**CLASSIFIER)),
    # Layers by a pattern and by their number, and the other scale.
    "loraPattern": (
        "roberta",
        LoraConfig(
            task_type="SEQ_CLS", target_modules=r".*layer\.1\.(attention\.self\.key|output\.dense)", r=2, use_rslora=True
        ),
    ),
    "loraOther": ("bert", LoraConfig(**{**CLASSIFIER, "target_modules": ["value", "output.dense"], "lora_alpha": 2})),
    "loraWriter": ("gpt2", LoraConfig(task_type="CAUSAL_LM", target_modules=["c_attn"], fan_in_fan_out=True)),
    "loraMasked": ("bert", LoraConfig(target_modules=["query"], r=3)),
    "dora": ("roberta", LoraConfig(**CLASSIFIER, use_dora=True, use_rslora=True)),
    "ia3": ("bert", IA3Config(task_type="SEQ_CLS")),
    # Ranks and scales of their own: by the end of a name, and by a whole one.
    "loraRanks": (
        "bert",
        LoraConfig(
            **{**CLASSIFIER, "target_modules": ["query", "value", "output.dense"]},
            rank_pattern={"query": 2, "bert.encoder.layer.1.output.dense": 6},
            alpha_pattern={"value": 5, "^bert.encoder.layer.0.output.dense": 12},
            use_dora=True,
        ),
    ),
    # What the MLP makes of it is saved.
    "prefix": ("roberta", PrefixTuningConfig(**PROMPT, prefix_projection=True, encoder_hidden_size=12)),
    # Two heads of keys for four of queries.
    "prefixWriter": ("llama", PrefixTuningConfig(task_type="CAUSAL_LM", num_virtual_tokens=2)),
    "prompt": ("bert", PromptTuningConfig(**PROMPT)),
}
COMBINED = ("lora", "loraOther")
WEIGHTS = [0.75, -0.5]


def batch_of(golden, family):
    return json.loads((golden / family / "batch.json").read_text())


def logits_of(model, golden, family):
    """Of every token that is there, in reading order, or of every row."""
    inputs = model_inputs(FAMILIES[family], batch_of(golden, family))
    with torch.no_grad():
        logits = model.double().eval()(**inputs).logits
    return logits if logits.dim() == 2 else logits[inputs["attention_mask"] == 1]


def write_adapter(golden, folder, name):
    family, config = ADAPTERS[name]
    model = get_peft_model(AUTO[config.task_type](golden / family), config)
    for key, parameter in model.named_parameters():
        if parameter.requires_grad:
            parameter.data.copy_(values(f"{name} {key}", parameter.shape))
    target = folder / name
    shutil.rmtree(target, ignore_errors=True)
    model.save_pretrained(target)
    (target / "README.md").unlink()
    config = json.loads((target / "adapter_config.json").read_text())
    # Where the base lies here is nobody's business.
    config["base_model_name_or_path"] = f"lathe-golden/{family}"
    # A set, which is in another order every time.
    if isinstance(config.get("target_modules"), list):
        config["target_modules"].sort()
    (target / "adapter_config.json").write_text(json.dumps(config, indent=2, sort_keys=True) + "\n")
    logits = logits_of(model, golden, family)
    save_file({"logits": logits.float().contiguous()}, target / "golden.safetensors")


def combine(golden, folder):
    """Two adapters of one base as one, by three of peft's ways: what it adds to the weight of each layer."""
    model = None
    for name in COMBINED:
        family, config = ADAPTERS[name]
        # peft combines no classifiers, so these adapters are without.
        config = copy.copy(config)
        config.task_type = None
        if model is None:
            model = get_peft_model(AUTO[None](golden / family), config, adapter_name=name)
        else:
            model.add_adapter(name, config)
        parameters = dict(model.named_parameters())
        for key, tensor in load_file(folder / name / "adapter_model.safetensors").items():
            if ".lora_" in key:
                parameters[key.replace(".weight", f".{name}.weight")].data.copy_(tensor)
    model = model.double()
    tensors = {}
    for kind in ("linear", "cat", "svd"):
        # Only svd takes a rank; this one is less than that of either.
        model.add_weighted_adapter(list(COMBINED), WEIGHTS, kind, combination_type=kind, svd_rank=3)
        for key, module in model.base_model.model.named_modules():
            if hasattr(module, "get_delta_weight") and kind in module.lora_A:
                tensors[f"{kind}/{key}"] = module.get_delta_weight(kind).detach().float().contiguous()
    save_file(tensors, folder / "combined.safetensors")


def main(golden):
    torch.set_num_threads(1)
    # That the base has no classifier is no news.
    logging.set_verbosity_error()
    logging.disable_progress_bar()
    folder = golden / "peft"
    for name in ADAPTERS:
        write_adapter(golden, folder, name)
    combine(golden, folder)
    print(f"{len(ADAPTERS)} golden adapters in {folder}")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
