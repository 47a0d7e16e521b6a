"""Runner for LAC, Baidu's neural tagger (BiGRU-CRF), which carries its model in the package."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from importlib.metadata import version

from runner import Forms, run

# LAC has two sets of tags for names; the second, for what it is less sure of, hardly occurs.
KINDS = {"PER": "PER", "LOC": "LOC", "ORG": "ORG", "nr": "PER", "ns": "LOC", "nt": "ORG"}


def restore_fluid() -> None:
    """Let LAC 2.1.2 (2021) import ``paddle.fluid``, which PaddlePaddle 2.5 removed.

    What LAC uses of it for tagging lives on, unchanged, in ``paddle.base``. The alternative, PaddlePaddle 1.8, has no
    wheels for a Python that is still maintained.
    """
    import paddle
    import paddle.base

    paddle.fluid = paddle.base
    sys.modules["paddle.fluid"] = paddle.base
    sys.modules["paddle.fluid.core"] = paddle.base.core


def load() -> tuple[str, Callable[[str], Forms]]:
    """Load the model."""
    restore_fluid()
    from LAC import LAC

    model = LAC(mode="lac")

    def tag(text: str) -> Forms:
        sentences = [s for s in re.findall(r"[^。！？\n]+[。！？]?", text) if s.strip()]
        return [
            (KINDS[flag], word)
            for words, flags in model.run(sentences)
            for word, flag in zip(words, flags, strict=True)
            if flag in KINDS
        ]

    return version("LAC"), tag


if __name__ == "__main__":
    run(load)
