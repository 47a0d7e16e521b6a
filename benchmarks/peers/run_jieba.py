"""Runner for jieba.posseg: its flags nr… (persons), ns (places), nt (organizations)."""

from __future__ import annotations

from collections.abc import Callable

from runner import Forms, run


def load() -> tuple[str, Callable[[str], Forms]]:
    """Load the dictionary."""
    import jieba
    import jieba.posseg

    jieba.initialize()

    def kind(flag: str) -> str | None:
        return "PER" if flag.startswith("nr") else {"ns": "LOC", "nt": "ORG"}.get(flag)

    return jieba.__version__, lambda text: [(k, word) for word, flag in jieba.posseg.cut(text) if (k := kind(flag))]


if __name__ == "__main__":
    run(load)
