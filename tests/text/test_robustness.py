"""Whatever the input: a document or a SourceError, nothing lost, in linear time."""

from __future__ import annotations

import contextlib
import random
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rdgraph.errors import SourceError
from rdgraph.messages import both
from rdgraph.text import read_file, read_source, segment
from tests.text.houses import render
from tests.text.support import FIXTURES, check, source_of

SIGNS = '\n\n\n\f \u3000*#-—（）()【】：:，。、第期总0123一二报送发编\u200b"“”《》人大常委会区县市●◆…·\t'
TEXTS = [read_file(path).text for path in sorted(FIXTURES.iterdir())]


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=SIGNS, max_size=200))
def test_any_signs(text: str) -> None:
    check(segment(source_of(text)))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=100))
def test_any_text(text: str) -> None:
    check(segment(source_of(text.replace("\r", "\n"))))


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TEXTS), st.integers(0, 3000), st.integers(0, 3000))
def test_cut_text(text: str, start: int, length: int) -> None:
    check(segment(source_of(text[start : start + length])))


@pytest.mark.parametrize("seed", range(20))
def test_spoilt_text(seed: int) -> None:
    dice = random.Random(seed)
    chars = list(dice.choice(TEXTS))
    for _ in range(len(chars) // 20):
        chars[dice.randrange(len(chars))] = dice.choice(SIGNS)
    check(segment(source_of("".join(chars))))
    lines = "".join(chars).split("\n")
    dice.shuffle(lines)
    check(segment(source_of("\n".join(lines))))


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    with contextlib.suppress(SourceError):
        check(segment(read_source(data, "x.txt")))


@pytest.mark.parametrize(
    "text", ["", " \n\u3000\n", "。。。，，", "a", "第", "目录", "（", "报：", "一是", "**", "\n\f\n", "2024"]
)
def test_next_to_nothing(text: str) -> None:
    document = segment(source_of(text))
    check(document)
    for finding in document.findings:
        assert both(f"finding.{finding.code}", **dict(finding.values))


@pytest.mark.parametrize(
    "unit", ["人大常委会听取审议报告，", "（李明）", "一、", "……1", "“", "蔡 静 ", "第1期", "*", "报：", "【", "2024年"]
)
def test_one_long_line(unit: str) -> None:
    text = unit * (300_000 // len(unit))
    started = time.process_time()
    document = segment(source_of(text))
    assert time.process_time() - started < 3
    assert sum(piece.end - piece.start for piece in document.segments) == len(text)


def test_time_grows_with_the_text_and_no_faster() -> None:
    body = "\n".join(render(seed).text for seed in range(60))

    def took(size: int) -> float:
        source = source_of(body[:size])
        started = time.process_time()
        segment(source)
        return time.process_time() - started

    # the least of several: a collection of garbage in a process that has run other tests falls on some of them
    part, whole = (min(took(size) for _ in range(4)) for size in (len(body) // 8, len(body)))
    assert whole < 8 * 3 * max(part, 0.01), (part, whole)
