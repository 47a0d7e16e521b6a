"""The guides for rule writers are run: their rules, their commands, and what they say comes out."""

import os
import re
import shlex
import subprocess
import sys

import pytest

from rdgraph.checking import check_pack
from rdgraph.cli import main
from rdgraph.explain import explain_file
from rdgraph.rules.alphabet import GROUPS
from rdgraph.rules.pack import load_pack
from rdgraph.rules.schema import PREDICATES, Brand, Guards, Rule, RuleFile
from tests.support import ROOT, environment

DOCS = ROOT / "docs"
GUIDES = {"en": DOCS / "rules.md", "zh": DOCS / "rules.zh-CN.md"}
TEXTS = DOCS / "rules-example"

# rule file of the guide: text, what explain prints only before, what it prints only after
EFFECTS = {
    "my-rules/10-platform.yaml": ("gucheng", None, "Platform           码上沟通"),
    "my-rules/20-not-a-name.yaml": ("gucheng", "Mechanism          小火慢炖", "mechanism.created  条件 unless_name 拒绝"),
    "my-rules/30-brand.yaml": ("gucheng", "practice/谷城县/代表夜谈", "practice/代表夜谈"),
    "my-rules/40-relation.yaml": ("gucheng", None, "—cooperatesWith→ 谷城县检察院"),
    "my-rules/50-unit.yaml": ("gucheng", None, "2000羽 ← 鸡苗"),
    "my-rules/60-activity.yaml": ("gucheng", None, "视察：夜市食品安全"),
    "other-rules/override.yaml": ("gucheng", "platform.brand-ending  条件", "platform.brand-ending  0.82"),
    "other-rules/off.yaml": ("gucheng", "小火慢炖〔", None),
}  # fmt: skip


def blocks(language: str) -> list[tuple[str, str]]:
    text = GUIDES[language].read_text(encoding="utf-8")
    return re.findall(r"^```(\w+)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def rule_files(language: str) -> dict[str, str]:
    """Return the rule files of a guide by the path that their first line gives."""
    return {text.partition("\n")[0].removeprefix("# "): text for kind, text in blocks(language) if kind == "yaml"}


def explained(text: str, *folders) -> str:
    return "\n".join(explain_file(TEXTS / f"{text}.txt", load_pack(*folders)))


@pytest.fixture(params=EFFECTS)
def effect(request, tmp_path):
    """One rule file, alone in a folder: ``(output before, output after, folder, wanted before, wanted after)``."""
    text, gone, come = EFFECTS[request.param]
    own = tmp_path / "own"
    own.mkdir()
    (own / "own.yaml").write_text(rule_files("zh")[request.param], encoding="utf-8")
    return explained(text), explained(text, own), own, gone, come


def test_each_rule_file_does_what_it_promises(effect):
    before, after, _, gone, come = effect
    if gone:
        assert gone in before
        assert gone not in after
    if come:
        assert come not in before, "the bundled rules find it now: choose another example for the guide"
        assert come in after


def test_each_rule_file_passes_its_own_examples(effect):
    *_, own, _, _ = effect
    assert list(check_pack(load_pack(own))) == []


def test_the_brand_joins_two_areas(tmp_path):
    (tmp_path / "own.yaml").write_text(rule_files("zh")["my-rules/30-brand.yaml"], encoding="utf-8")
    assert "〔practice/代表夜谈〕" not in explained("gushi")
    for text in ("gucheng", "gushi"):
        assert "代表夜谈〔practice/代表夜谈〕" in explained(text, tmp_path)


def test_every_rule_file_is_tried():
    assert list(rule_files("zh")) == list(EFFECTS)


@pytest.mark.parametrize("language", GUIDES)
def test_the_guide_runs_from_top_to_bottom(tmp_path, language):
    """Files are written and commands run in the order of the guide; what it prints has to be in their output."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "rules-example").symlink_to(TEXTS)
    (tmp_path / "rdgraph").write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m rdgraph "$@"\n')
    (tmp_path / "rdgraph").chmod(0o755)
    variables = environment(PATH=f"{tmp_path}{os.pathsep}{os.environ['PATH']}", PYTHONUTF8="1")
    output, compared = "", 0
    for kind, text in blocks(language):
        if kind == "yaml":
            file = tmp_path / text.partition("\n")[0].removeprefix("# ")
            file.parent.mkdir(exist_ok=True)
            file.write_text(text, encoding="utf-8")
        elif kind == "sh":
            output = ""
            for line in text.splitlines():
                done = subprocess.run(
                    line, shell=True, cwd=tmp_path, env=variables, capture_output=True, encoding="utf-8", check=False
                )
                assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
                output += done.stdout
        else:
            assert kind == "console"
            for line in text.splitlines():
                assert line in output, f"{line}\n--- is not in ---\n{output}"
                compared += 1
    assert compared == 20
    assert "失 lost" not in output, "the guide's own rules lose something"


def test_the_two_guides_say_the_same():
    assert blocks("en") == blocks("zh")
    texts = {language: path.read_text(encoding="utf-8") for language, path in GUIDES.items()}
    for sign in (r"^## ", r"^### ", r"^- ", r"^> .*", r"^\| `[^|]*", r"^\*\*"):
        found = {language: re.findall(sign, text, re.MULTILINE) for language, text in texts.items()}
        assert len(found["en"]) == len(found["zh"]) > 0, sign
    assert re.findall(r"^> .*", texts["en"], re.MULTILINE) == re.findall(r"^> .*", texts["zh"], re.MULTILINE)


@pytest.mark.parametrize("language", GUIDES)
def test_every_sentence_shown_is_in_a_text(language):
    printed = "".join(path.read_text(encoding="utf-8") for path in sorted(TEXTS.glob("*.txt")))
    for sentence in re.findall(r"^> (.*)", GUIDES[language].read_text(encoding="utf-8"), re.MULTILINE):
        assert sentence in printed


@pytest.mark.parametrize("language", GUIDES)
def test_every_field_is_explained(language):
    text = GUIDES[language].read_text(encoding="utf-8")
    names = [*Rule.model_fields, *RuleFile.model_fields, *Guards.model_fields, *PREDICATES]
    names += [*(f for f in Brand.model_fields if f != "variants"), *(f"{{{group}}}" for group in GROUPS)]
    for name in names:
        assert f"`{name}`" in text, name
    assert "variants:" in text


@pytest.mark.parametrize("language", GUIDES)
def test_links_lead_somewhere(language):
    links = re.findall(r"\]\(([^)#?]+)\)", GUIDES[language].read_text(encoding="utf-8"))
    assert len(links) == 3
    for link in links:
        assert (DOCS / link).exists(), link


def test_commands_exist():
    told = [line.split()[1] for kind, text in blocks("en") if kind == "sh" for line in text.splitlines()]
    assert told
    assert set(told) <= set(main.commands)
