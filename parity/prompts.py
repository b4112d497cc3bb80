"""Prefixes and soft prompts around a golden model: peft's, and a twin in plain PyTorch for models whose attention peft cannot reach."""

import importlib
import unittest.mock

import torch
from peft import PrefixTuningConfig, PromptTuningConfig, get_peft_model

LENGTH, MLP_WIDTH = 3, 12
PROMPTS = ("prefix", "prefixMlp", "softPrompt")
# Of these peft says: "Model does not support past key values which are required for prefix tuning."
WITHOUT_PAST = ("distilbert", "albert", "modernbert")
# The kinds of model that peft knows; to one that fills in hidden words it gives prompts as to a bare encoder.
TASK_TYPES = dict(
    causalLm="CAUSAL_LM", maskedLm="FEATURE_EXTRACTION", cloze="FEATURE_EXTRACTION", clozeAuxiliary="FEATURE_EXTRACTION"
)


def new_heads(fresh):
    """The modules of the weights that no checkpoint holds; peft saves "classifier" and "score" by itself."""
    return sorted({name.split(".")[0] for name in fresh} - {"classifier", "score"}) or None


def with_prompt(model, objective, tuning, fresh):
    """`model` with the tuning's new parameters; its own stay frozen but for the `fresh` ones."""
    task_type = TASK_TYPES.get(objective, "SEQ_CLS")
    common = dict(num_virtual_tokens=LENGTH, task_type=task_type, modules_to_save=new_heads(fresh))
    if tuning == "softPrompt":
        width = model.get_input_embeddings().embedding_dim
        # DistilBERT has other names for it, which peft does not know.
        heads = model.config.num_attention_heads
        return get_peft_model(model, PromptTuningConfig(**common, token_dim=width, num_attention_heads=heads))
    if model.config.model_type in WITHOUT_PAST:
        return PrefixTwin(model, fresh, tuning == "prefixMlp")
    mlp = dict(prefix_projection=True, encoder_hidden_size=MLP_WIDTH) if tuning == "prefixMlp" else {}
    return get_peft_model(model, PrefixTuningConfig(**common, **mlp))


def settings(tuning):
    return dict(length=LENGTH, mlpWidth=MLP_WIDTH if tuning == "prefixMlp" else None) if tuning in PROMPTS else None


class PrefixTwin(torch.nn.Module):
    """Keys and values in front of every layer's own, the mask longer by zeros, positions counted from the prefix's end."""

    def __init__(self, model, fresh, mlp):
        assert not mlp, "the twin proves the prefix, peft the MLP"
        super().__init__()
        self.base_model, self.config = model, model.config
        self.table = torch.nn.Parameter(torch.empty(LENGTH, 2 * model.config.num_hidden_layers * model.config.hidden_size))
        for name, parameter in model.named_parameters():
            parameter.requires_grad = name in fresh

    def forward(self, input_ids, attention_mask, **inputs):
        module = importlib.import_module(type(self.base_model).__module__)
        plain, layer = module.eager_attention_forward, iter(range(self.config.num_hidden_layers))

        def prefixed(module, query, key, value, mask, *args, **kwargs):
            batch, heads, _, size = key.shape
            parts = self.table.view(LENGTH, -1, 2, heads, size)[:, next(layer)]
            rows = [part.permute(1, 0, 2).expand(batch, -1, -1, -1) for part in parts.unbind(1)]
            key, value = (torch.cat(pair, dim=2) for pair in zip(rows, (key, value)))
            mask = torch.nn.functional.pad(mask, (LENGTH, 0))
            return plain(module, query, key, value, mask, *args, **kwargs)

        places = torch.arange(LENGTH, LENGTH + input_ids.shape[1]).expand_as(input_ids)
        with unittest.mock.patch.object(module, "eager_attention_forward", prefixed):
            return self.base_model(input_ids=input_ids, attention_mask=attention_mask, position_ids=places, **inputs)
