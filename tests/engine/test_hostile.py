"""No pattern takes long on a sentence made to hurt it: a document is not trusted, and a pattern cannot be interrupted."""

import random

import pytest

from rdgraph.extract.tape import LONGEST
from rdgraph.rules.alphabet import CHARACTER
from rdgraph.rules.pack import load_pack

SECONDS = 3.0
UNITS = [
    *(f"{mark}{tail}" for mark in CHARACTER.values() for tail in ("", "、", "与")),
    "察看甲乙丙丁、", "前往甲乙（丙）、", "“甲乙丙”、", "甲乙丙公司、", "111个", "组织代表", "对甲乙丙，", "围绕甲乙", "和", "的甲乙", "等",
    "甲", "走访", "收集意见", "开展", "代表们", "（甲", "建议", "“", "”", "工程", "整改情况", "建立甲乙丙丁、", "三查三改", "余家",
]  # fmt: skip


def sentences():
    dice = random.Random(7)
    for unit in UNITS:
        yield (unit * LONGEST)[:LONGEST]
    for _ in range(40):
        yield "".join(dice.choices(UNITS, k=LONGEST))[:LONGEST]


@pytest.mark.parametrize("stage", ["mention", "agent", "relation", "topic", "activity", "quantity", "modality"])
def test_a_pattern_ends_in_time(stage):
    for compiled in load_pack().stage(stage):
        for text in sentences():
            # a rule is tried where a trigger of it stands: let one stand there
            sentence = (
                text if not compiled.triggers else text[: LONGEST // 2] + compiled.triggers[0] + text[LONGEST // 2 :]
            )
            try:
                for _ in compiled.pattern.finditer(sentence, timeout=SECONDS):
                    pass
            except TimeoutError:
                pytest.fail(f"{compiled.rule.id}: {sentence[:24]!r}…")
