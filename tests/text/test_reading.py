"""Readers, encodings, the fold and the dense text."""

from __future__ import annotations

import codecs
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rdgraph.errors import SourceError
from rdgraph.text import READERS, DenseText, fold, read_file, read_source

TEXT = "杭州人大信息\n第 4 期（总第 710 期）\n市人大常委会听取和审议专项工作报告，提出审议意见12条。\n"
ENCODINGS = {
    "utf-8": TEXT.encode(), "utf-8 with mark": codecs.BOM_UTF8 + TEXT.encode(), "gb18030": TEXT.encode("gb18030"),
    "utf-16 le with mark": codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), "utf-16 be": TEXT.encode("utf-16-be"),
    "utf-16 be with mark": codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), "utf-16 le": TEXT.encode("utf-16-le"),
    "utf-32 with mark": codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), "dos": TEXT.replace("\n", "\r\n").encode(), "mac": TEXT.replace("\n", "\r").encode(),
}  # fmt: skip
REFUSED = {
    "empty": b"", "blank": " \n\t　\n".encode(), "mark only": codecs.BOM_UTF8, "binary": bytes(range(256)) * 8, "pdf": b"%PDF-1.7\n", "docx": b"PK\x03\x04rest",
    "nul": "人大\0".encode() * 3, "png": b"\x89PNG\r\n\x1a\n", "doc": bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 9, "controls": b"\x01\x02\x03\x04" * 20,
}  # fmt: skip


@pytest.mark.parametrize("name", ENCODINGS)
def test_encoding(name: str) -> None:
    assert read_source(ENCODINGS[name], "x.txt").text == TEXT


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    with pytest.raises(SourceError) as caught:
        read_source(REFUSED[name], "x.txt")
    assert caught.value.file == "x.txt"
    assert str(caught.value).startswith("x.txt：")
    assert caught.value.message
    assert caught.value.remedy


def test_text_cut_inside_a_character() -> None:
    text = read_source(TEXT.encode()[:-3], "x.txt").text
    assert text.startswith(TEXT[:-3])
    assert text.endswith("\ufffd")


def test_pages_begin_behind_form_feeds() -> None:
    source = read_source("一\f二\f三".encode(), "x.txt")
    assert source.pages == (0, 2, 4)
    assert read_source(b"abc", "x.txt").pages == ()


def test_radicals_become_ideographs() -> None:
    assert read_source("⼈⼤⺠⻔⻅⻓⻝⼯".encode(), "x.txt").text == "人大民门见长食工"


def test_formats_are_told_by_suffix_or_media_type(tmp_path: Path) -> None:
    assert read_source(b"abc", "x.md").media_type == "text/markdown"
    assert read_source(b"abc", "x", "text/plain; charset=utf-8").media_type == "text/plain"
    with pytest.raises(SourceError, match=r"\.xyz"):
        read_source(b"abc", "x.xyz")
    with pytest.raises(SourceError):
        read_file(tmp_path / "missing.txt")
    assert len({suffix for reader in READERS for suffix in reader.suffixes}) == sum(len(r.suffixes) for r in READERS)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        (",:;!?()", "，：；！？（）"), ("ＡＢｃ１２", "ABc12"), ("‐－−", "---"), ("–—―", "———"), ("•・·", "···"), ("「甲」『乙』", "“甲”‘乙’"),
        ('"甲"与"乙"', "“甲”与“乙”"), ("⼈⼤", "人大"), ("\u3000\u00a0\u200b\t\f", "     "), ("％＋／", "%+/"), ("［１］", "[1]"), ("\n", "\n"),
        ('"甲\n"乙"', "“甲\n“乙”"), ("3.5", "3.5"), ("１，２００", "1，200"),
    ],
)  # fmt: skip
def test_fold(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_fold_keeps_the_length_and_is_stable(text: str) -> None:
    folded = fold(text)
    assert len(folded) == len(text)
    assert fold(folded) == folded
    assert [i for i, char in enumerate(folded) if char == "\n"] == [i for i, char in enumerate(text) if char == "\n"]


@given(st.text(alphabet="人大,，  \n\u3000abc（(", max_size=60))
def test_dense_text_leads_back(text: str) -> None:
    dense = DenseText(text)
    folded = fold(text)
    assert dense.dense == "".join(folded.split())
    for offset, char in enumerate(dense.dense):
        assert folded[dense.to_text(offset)] == char
    for start in range(len(dense)):
        low, high = dense.span(start, len(dense))
        assert "".join(folded[low:high].split()) == dense.dense[start:]
    with pytest.raises(IndexError):
        dense.to_text(len(dense))
