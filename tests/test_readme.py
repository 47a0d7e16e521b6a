"""The READMEs are run: their commands, their question and its answer, their rule, their piece of graph."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from rdflib import Graph

from rdgraph.cli import main
from tests.support import ROOT, environment

READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh-CN.md"}
INSTALL = "pip install"
RULES_GUIDE = "docs/rules.md"  # written with the rules


def blocks(path: Path) -> list[tuple[str, str]]:
    return re.findall(r"^```(\w+)\n(.*?)^```$", path.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def commands(path: Path) -> list[str]:
    return [line for kind, text in blocks(path) if kind == "sh" for line in text.splitlines() if line.strip()]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A folder that looks like the checkout, in which the README's commands have been run."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "src").symlink_to(ROOT / "src")
    (folder / "my-rules").mkdir()
    (own,) = (text for kind, text in blocks(READMES["en"]) if kind == "yaml")
    (folder / "my-rules" / "own.yaml").write_text(own, encoding="utf-8")
    bin_ = folder / "bin"
    bin_.mkdir()
    (bin_ / "rdgraph").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m rdgraph "$@"\n')
    (bin_ / "rdgraph").chmod(0o755)
    variables = environment(PATH=f"{bin_}{os.pathsep}{os.environ['PATH']}")
    ran = [line for line in commands(READMES["en"]) if INSTALL not in line]
    for line in ran:
        done = subprocess.run(
            line, shell=True, cwd=folder, env=variables, capture_output=True, encoding="utf-8", check=False
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
        assert "Traceback" not in done.stderr
    assert len(ran) == 9
    return folder


def test_the_two_readmes_say_the_same():
    english, chinese = (blocks(READMES[language]) for language in ("en", "zh"))
    strip = re.compile(r"\s+#.*")
    assert [(k, strip.sub("", t)) for k, t in english] == [(k, strip.sub("", t)) for k, t in chinese]
    texts = {language: path.read_text(encoding="utf-8") for language, path in READMES.items()}
    for sign in (r"^#+ ", r"^- ", r"^\| "):
        counts = {language: len(re.findall(sign, text, re.MULTILINE)) for language, text in texts.items()}
        assert counts["en"] == counts["zh"] > 0, sign
    code = re.compile(r"`[^`\n]+`")
    assert set(re.findall(r"\]\((?!README)([^)]+)\)", texts["en"])) == set(
        re.findall(r"\]\((?!README)([^)]+)\)", texts["zh"])
    )
    plain = {language: re.sub(r"```.*?```", "", text, flags=re.DOTALL) for language, text in texts.items()}
    assert len(code.findall(plain["en"])) == len(code.findall(plain["zh"]))


def test_the_two_commands_are_there():
    first, second = (line for line in commands(READMES["en"]) if INSTALL in line)
    assert first.endswith("rdgraph build -o out")
    assert second.endswith("pytest")
    assert all(line.startswith("python3 -m venv .venv && ") for line in (first, second))


@pytest.mark.parametrize("language", READMES)
def test_links_lead_somewhere(language):
    links = re.findall(r"\]\(([^)#]+)\)", READMES[language].read_text(encoding="utf-8"))
    assert len(links) >= 5
    for link in links:
        assert link == RULES_GUIDE or "://" in link or (ROOT / link).exists(), link


def test_every_command_is_in_the_readme():
    text = READMES["en"].read_text(encoding="utf-8")
    for name, command in main.commands.items():
        for full in [f"{name} {inner}" for inner in getattr(command, "commands", {})] or [name]:
            assert f"rdgraph {full}" in text, full


def test_every_option_in_the_readme_exists():
    text = READMES["en"].read_text(encoding="utf-8")
    known = {o for c in main.commands.values() for c2 in [c, *getattr(c, "commands", {}).values()] for p in c2.params for o in p.opts}  # fmt: skip
    named = set(re.findall(r"`(?:rdgraph [^`]*?)?(--[a-z-]+)", text)) - {"--help"}
    assert len(named) > 5
    assert named <= known


@pytest.mark.parametrize("language", READMES)
def test_the_question_has_its_answer(checkout, language):
    found = dict(blocks(READMES[language]))
    done = subprocess.run(
        [sys.executable, "-c", found["python"]],
        cwd=checkout, env=environment(PYTHONUTF8="1"), capture_output=True, encoding="utf-8", check=True,
    )  # fmt: skip
    assert done.stdout == found["text"]


@pytest.mark.parametrize("language", READMES)
def test_the_piece_of_graph_is_in_the_graph(checkout, language):
    graph = Graph().parse(checkout / "out" / "graph.ttl")
    prefixes = "".join(f"@prefix {p}: <{n}> .\n" for p, n in graph.namespaces())
    shown = Graph().parse(data=prefixes + dict(blocks(READMES[language]))["turtle"], format="turtle")
    assert len(shown) == 10
    assert not [triple for triple in shown if triple not in graph]


def test_no_text_is_left_where_none_was_asked_for(checkout):
    assert "nif:isString" in (checkout / "out" / "graph.ttl").read_text(encoding="utf-8")
    assert "nif:isString" not in (checkout / "out" / "facts" / "graph.ttl").read_text(encoding="utf-8")
