"""Kept patterns: they are those that were compiled, and nothing foreign or broken is ever read."""

import hashlib
import os
import pickle

import pytest
import regex

from rdgraph.rules import compiled
from rdgraph.rules.pack import load_pack
from tests.support import SAMPLES, pack_of, rdgraph, rule

PATTERNS = {
    p: regex.compile(p, regex.VERBOSE | regex.VERSION1) for p in ("(?P<of>人大)+", r"[\p{Han}--[的]]{2,}", "“.*?”")
}
TEXT = "人大人大常委会的“四张清单”"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    folder = tmp_path / "cache"
    monkeypatch.setenv("RDGRAPH_CACHE", str(folder))
    return folder


@pytest.fixture
def file(folder):
    compiled.save("试", PATTERNS)
    (file,) = folder.iterdir()
    assert compiled.load("试")
    return file


def test_what_is_read_matches_as_what_was_kept(folder):
    compiled.save("试", PATTERNS)
    read = compiled.load("试")
    assert read.keys() == PATTERNS.keys()
    for source, pattern in PATTERNS.items():
        assert read[source].pattern == source
        assert read[source].flags == pattern.flags
        assert [(m.span(), m.groupdict()) for m in read[source].finditer(TEXT)] == [
            (m.span(), m.groupdict()) for m in pattern.finditer(TEXT)
        ]
    assert compiled.load("别的") == {}
    assert (folder.stat().st_mode & 0o777, next(folder.iterdir()).stat().st_mode & 0o777) == (0o700, 0o600)


class Foreign:
    def __reduce__(self):
        return os.mkdir, ("made-by-a-pickle",)


def whole(data):
    return hashlib.sha256(data).digest() + data


BROKEN = {
    "empty": lambda data: b"",
    "cut": lambda data: data[:-1],
    "changed": lambda data: data[:-3] + b"abc",
    "no pickle": lambda data: whole(b"not a pickle"),
    "a pickle of something else": lambda data: whole(pickle.dumps([1, 2])),
    "a foreign pickle": lambda data: whole(pickle.dumps({"甲": Foreign()})),
    "a pickle that names a module": lambda data: whole(b"cos\nsystem\n(S'true'\ntR."),
}


@pytest.mark.parametrize("case", BROKEN)
def test_what_is_broken_or_foreign_is_not_read(file, case, tmp_path, monkeypatch):
    assert len(BROKEN) == 7
    monkeypatch.chdir(tmp_path)
    file.write_bytes(BROKEN[case](file.read_bytes()))
    assert compiled.load("试") == {}
    assert not (tmp_path / "made-by-a-pickle").exists()


@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_write_is_not_read(file, mode):
    file.chmod(mode)
    assert compiled.load("试") == {}


def test_a_folder_that_others_may_write_is_neither_read_nor_written(file):
    file.parent.chmod(0o777)
    assert compiled.load("试") == {}
    before = sorted(file.parent.iterdir())
    compiled.save("另", PATTERNS)
    assert sorted(file.parent.iterdir()) == before


def test_a_file_of_somebody_else_is_not_read(file, monkeypatch):
    monkeypatch.setattr(os, "getuid", lambda: file.stat().st_uid + 1)
    assert compiled.load("试") == {}


def test_a_link_is_not_followed(file, tmp_path):
    elsewhere = tmp_path / "elsewhere"
    file.rename(elsewhere)
    elsewhere.chmod(0o666)
    file.symlink_to(elsewhere)
    assert compiled.load("试") == {}


def test_nothing_is_kept_where_the_folder_is_empty(monkeypatch, tmp_path):
    monkeypatch.setenv("RDGRAPH_CACHE", "")
    monkeypatch.chdir(tmp_path)
    compiled.save("试", PATTERNS)
    assert compiled.load("试") == {}
    assert not list(tmp_path.iterdir())


def test_a_folder_that_cannot_be_made_is_no_error(monkeypatch, tmp_path):
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("RDGRAPH_CACHE", str(tmp_path / "file" / "cache"))
    compiled.save("试", PATTERNS)
    assert compiled.load("试") == {}


def test_a_few_files_are_kept(folder):
    for number in range(compiled.KEPT + 4):
        compiled.save(str(number), PATTERNS)
    assert len(list(folder.iterdir())) == compiled.KEPT
    assert compiled.load(str(compiled.KEPT + 3))


def test_a_pack_keeps_what_it_compiled_and_compiles_it_no_more(folder, tmp_path, monkeypatch):
    content = {"rules": [rule("r.a", "人大"), rule("r.b", "甲|乙")]}
    first = pack_of(tmp_path / "rules", own=content)
    assert [r.pattern.findall("甲人大") for r in first.rules] == [["人大"], ["甲"]]
    first.keep_patterns()
    real = regex.compile
    monkeypatch.setattr(regex, "compile", lambda pattern, *flags: real(pattern, *flags) if not pattern else 1 / 0)
    second = pack_of(tmp_path / "rules", own=content)
    assert [r.pattern.findall("甲人大") for r in second.rules] == [["人大"], ["甲"]]


def test_what_is_found_is_the_same_with_and_without_kept_patterns(folder):
    explained = []
    for variables in ({"RDGRAPH_CACHE": ""}, {}, {}):
        done = rdgraph("explain", SAMPLES[-1], **variables)
        assert done.returncode == 0, done.stderr
        explained.append(done.stdout)
    assert explained[0] == explained[1] == explained[2]
    assert len(explained[0].splitlines()) > 50
    assert len(list(folder.iterdir())) == 1


def test_a_build_keeps_every_pattern_for_the_next(folder, tmp_path):
    done = rdgraph("build", SAMPLES[-1], "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    pack = load_pack()
    kept = compiled.load(pack.digest)
    assert {rule.expanded for rule in pack.rules} <= kept.keys()
