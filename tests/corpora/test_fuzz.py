"""Mutated files of every format end in a result or a clear error, in bounded time and memory.

``RDGRAPH_FUZZ=2000`` runs more of them.
"""

from __future__ import annotations

import io
import multiprocessing
import os
import random
import resource
import time
import zipfile
from concurrent.futures import ProcessPoolExecutor

import pytest

from rdgraph.errors import SourceError
from rdgraph.text import read_source, segment
from tests.corpora.makers import reportlab_pdf, web_page, word
from tests.corpora.newsletters import newsletter

ROUNDS = int(os.environ.get("RDGRAPH_FUZZ", "60"))
SECONDS = 20.0
MEMORY = 1 << 30
"""Bytes of address space of the process that reads; beyond, an allocation fails and with it the test."""
LINES = [line for line in newsletter(7, 2).split("\n") if line]


def _pdf(dice: random.Random) -> bytes:
    if dice.random() < 0.1:
        count = dice.choice((10**6, 2**31 - 1, 10**12, -1))
        kids = " ".join("1 0 R" for _ in range(dice.choice((1, 5000))))
        return (
            f"%PDF-1.7\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Count {count}/Kids[{kids}]>>"
            "endobj\ntrailer<</Root 1 0 R>>\n%%EOF"
        ).encode()
    return reportlab_pdf(LINES, dice.choice((1, 2)))


def _docx(dice: random.Random) -> bytes:
    data = word(LINES)
    if dice.random() > 0.3:
        return data
    stream = io.BytesIO()
    entities = "".join(f'<!ENTITY e{n + 1} "{f"&e{n};" * 10}">' for n in range(9))
    parts = {
        "entities": f'<!DOCTYPE x [<!ENTITY e0 "x">{entities}]><x>&e9;</x>',
        "deep": "<w:p>" * 20_000, "bomb": " " * (8 << 20), "empty": "",
    }  # fmt: skip
    chosen = parts[dice.choice(sorted(parts))]
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            new.writestr(part.filename, chosen if part.filename == "word/document.xml" else old.read(part))
    return stream.getvalue()


def _html(dice: random.Random) -> bytes:
    data = web_page(LINES)
    if dice.random() < 0.2:
        tag = dice.choice((b"<div>", b"<table><tr><td>", b"<a href=x>", b"<b>", b"<p>", b"<ul><li>", b"<svg>"))
        return data.replace(b'<div class="main">', tag * dice.choice((100, 2000, 30_000)))
    return data


MAKERS = {
    ".txt": lambda dice: "\n".join(LINES).encode(dice.choice(("utf-8", "gb18030", "utf-16"))),
    ".pdf": _pdf, ".docx": _docx, ".html": _html,
}  # fmt: skip


def _mutated(data: bytes, dice: random.Random) -> bytes:
    spoilt = bytearray(data)
    for _ in range(dice.choice((0, 1, 8, 200))):
        spoilt[dice.randrange(len(spoilt))] ^= 1 << dice.randrange(8)
    if dice.random() < 0.3:
        spoilt = spoilt[: dice.randrange(len(spoilt))]
    if dice.random() < 0.1:
        at, size = dice.randrange(len(spoilt) + 1), dice.randrange(2000)
        spoilt[at:at] = spoilt[:size] if dice.random() < 0.5 else dice.randbytes(size)
    return bytes(spoilt)


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def _read_mutants(suffix: str) -> tuple[int, int]:
    """Return how many mutants were read, and how many refused with a remedy."""
    read = refused = 0
    for seed in range(ROUNDS):
        dice = random.Random(f"{suffix}{seed}")
        data = _mutated(MAKERS[suffix](dice), dice)
        began = time.process_time()
        try:
            document = segment(read_source(data, f"{seed}{suffix}"))
            assert sum(piece.end - piece.start for piece in document.segments) == len(document.source.text)
            read += 1
        except SourceError as error:
            refused += bool(error.remedy)
        assert time.process_time() - began < SECONDS, seed
    return read, refused


@pytest.mark.parametrize("suffix", MAKERS)
def test_mutated_files_end_well(suffix: str) -> None:
    spawning = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, spawning, _bounded) as process:
        read, refused = process.submit(_read_mutants, suffix).result()
    assert read + refused == ROUNDS
    assert read
    assert refused
