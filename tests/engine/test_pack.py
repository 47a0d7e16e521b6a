"""Rule files: what is refused, and that each refusal names file, rule and remedy; overriding; expansion."""

import hashlib

import pytest
import regex

from rdgraph.errors import RuleError
from rdgraph.rules.alphabet import CHARACTER, GROUPS, TYPES
from rdgraph.rules.pack import BUNDLED, RulePack, load_files, load_pack
from tests.support import pack_of, rdgraph, rule, write_rules

REFUSED = {
    "a misspelt field": ({"rules": [{**rule("r.a", "甲"), "patern": "乙"}]}, "r.a"),
    "a misspelt section": ({"ruels": []}, "ruels"),
    "no pattern": ({"rules": [{"id": "r.a", "stage": "mention", "about": "试", "type": "Platform"}]}, "r.a"),
    "an id that is none": ({"rules": [rule("R A", "甲")]}, "R A"),
    "a stage that is none": ({"rules": [rule("r.a", "甲", stage="mentions")]}, "r.a"),
    "a confidence above one": ({"rules": [rule("r.a", "甲", confidence=1.5)]}, "r.a"),
    "a priority below zero": ({"rules": [rule("r.a", "甲", priority=-1)]}, "r.a"),
    "an example without source": ({"rules": [rule("r.a", "甲", examples=[{"text": "甲"}])]}, "r.a"),
    "a guard that is none": ({"rules": [rule("r.a", "甲", guards={"unless_before": "乙"})]}, "r.a"),
    "an unknown type": ({"rules": [rule("r.a", "甲", type="Platfrom")]}, "r.a"),
    "a mention without type": ({"rules": [rule("r.a", "甲", type=None)]}, "r.a"),
    "a relation without predicate": ({"rules": [rule("r.a", "甲", stage="relation")]}, "r.a"),
    "an unknown fragment": ({"rules": [rule("r.a", "{nowhere}")]}, "r.a"),
    "a circular fragment": ({"fragments": {"x": "{y}", "y": "{x}"}, "rules": [rule("r.a", "{x}")]}, "r.a"),
    "a fragment that holds itself": ({"fragments": {"x": "a{x}"}, "rules": [rule("r.a", "{x}")]}, "r.a"),
    "a trigger list that is none": ({"rules": [rule("r.a", "甲", triggers=["{nowhere}"])]}, "r.a"),
    "two rules of one id": ({"rules": [rule("r.a", "甲"), rule("r.a", "乙")]}, "r.a"),
}


def test_case_counts():
    assert len(REFUSED) == 17
    assert len(TYPES) == len(CHARACTER) == 19


@pytest.mark.parametrize("case", REFUSED, ids=list(REFUSED))
def test_refused_with_file_rule_and_remedy(tmp_path, case):
    content, place = REFUSED[case]
    with pytest.raises(RuleError) as caught:
        pack_of(tmp_path, own=content)
    error = caught.value
    assert error.file == str(tmp_path / "own.yaml")
    assert place in str(error)
    assert error.remedy
    assert all(part in str(error) for part in (error.file, error.remedy))


def test_a_pattern_that_is_none_is_refused_when_compiled(tmp_path):
    pack = pack_of(tmp_path, own={"rules": [rule("r.a", "(甲")]})
    with pytest.raises(RuleError, match=r"own\.yaml.*r\.a"):
        _ = pack.rules[0].pattern


def test_yaml_that_is_none_is_refused_with_its_line(tmp_path):
    (tmp_path / "own.yaml").write_text("rules:\n- id: 'r.a\n", encoding="utf-8")
    with pytest.raises(RuleError, match=r"第 \d 行"):
        load_files([tmp_path])


@pytest.mark.parametrize("content", ["[]", "只是文字", "rules: 7", "rules: [7]", "7", "null", "- rules"])
def test_yaml_of_another_shape_is_refused_or_empty(tmp_path, content):
    (tmp_path / "own.yaml").write_text(content, encoding="utf-8")
    if content in ("null", "[]"):
        assert RulePack(*load_files([tmp_path])).rules == ()
    else:
        with pytest.raises(RuleError):
            load_files([tmp_path])


def test_a_file_that_is_no_utf8_is_refused(tmp_path):
    (tmp_path / "own.yaml").write_bytes("rules: []  # 规则".encode("gb18030"))
    with pytest.raises(RuleError, match=r"own\.yaml"):
        load_files([tmp_path])


def test_a_folder_without_rules_is_refused(tmp_path):
    with pytest.raises(RuleError, match=str(tmp_path)):
        load_files([tmp_path])


def test_a_later_folder_overrides_rules_and_fragments_and_extends_lists(tmp_path):
    base, own = tmp_path / "base", tmp_path / "own"
    write_rules(
        base,
        a={
            "fragments": {"f": "甲"},
            "lists": {"words": ["一", "二"]},
            "rules": [rule("r.a", "{f}"), rule("r.b", "{words}"), rule("r.c", "丁")],
        },
    )
    write_rules(own, z={"fragments": {"f": "乙"}, "lists": {"words": ["三"]}, "rules": [rule("r.c", "戊")]})
    pack = RulePack(*load_files([base, own]))
    expanded = {r.rule.id: r.expanded for r in pack.rules}
    assert expanded == {"r.a": "(?:乙)", "r.b": "(?:一|三|二)", "r.c": "戊"}
    assert [r.rule.id for r in pack.rules] == ["r.a", "r.b", "r.c"]
    assert pack.rules[2].file == str(own / "z.yaml")


def test_a_user_rule_replaces_a_bundled_one(tmp_path):
    bundled = load_pack()
    replaced = next(r for r in bundled.rules if r.rule.stage == "mention")
    write_rules(tmp_path, own={"rules": [rule(replaced.rule.id, "绝无此词")]})
    pack = load_pack(tmp_path)
    assert len(pack.rules) == len(bundled.rules)
    assert {r.rule.id: r.expanded for r in pack.rules}[replaced.rule.id] == "绝无此词"
    assert pack.digest != bundled.digest


def test_words_of_a_list_are_literal_and_the_longest_first(tmp_path):
    pack = pack_of(tmp_path, own={"lists": {"w": ["人大", "人大常委会", "a.b|c"]}, "rules": [rule("r.a", "{w}")]})
    pattern = pack.rules[0].pattern
    assert pattern.match("人大常委会")[0] == "人大常委会"
    assert pattern.match("a.b|c")
    assert not pattern.match("aXb")


def test_types_and_groups_stand_for_their_characters(tmp_path):
    pack = pack_of(tmp_path, own={"rules": [rule("r.a", "{Organ}+", triggers=["{Organ}"])]})
    compiled = pack.rules[0]
    everyone = "".join(CHARACTER[t] for t in GROUPS["Organ"])
    assert compiled.pattern.fullmatch(everyone)
    assert not compiled.pattern.match(CHARACTER["Person"])
    assert set(compiled.triggers) == set(everyone)


def test_brands_meet_whatever_their_marks(tmp_path):
    brand = {"name": "三推两助", "variants": ["三推两助、双岗建功"], "source": "试"}
    pack = pack_of(tmp_path, own={"brands": [brand]})
    for form in ("三推两助", "“三推两助 双岗建功”", "三推两助、双岗建功"):
        assert pack.brand_of(form).name == "三推两助", form
    assert pack.brand_of("三推一助") is None


def test_the_digest_tells_packs_apart(tmp_path):
    write_rules(tmp_path, own={"rules": [rule("r.a", "甲")]})
    first = load_files([tmp_path])[1]
    assert load_files([tmp_path])[1] == first
    write_rules(tmp_path, own={"rules": [rule("r.a", "乙")]})
    assert load_files([tmp_path])[1] != first
    assert len(first) == len(hashlib.sha256().hexdigest())


def test_the_bundled_pack_compiles_whole():
    pack = load_pack()
    assert len(pack.rules) > 100
    for compiled in pack.rules:
        assert isinstance(compiled.pattern, regex.Pattern)
        assert isinstance(compiled.guards, tuple)
        assert compiled.rule.examples, compiled.rule.id
    assert {r.rule.stage for r in pack.rules} == {"mention", "agent", "relation", "activity", "quantity", "modality"}
    assert len(list(BUNDLED.glob("*.yaml"))) >= 10


def test_a_wrong_rule_file_ends_a_build_with_its_message(tmp_path):
    write_rules(tmp_path / "own", a={"rules": [rule("r.a", "{nowhere}")]})
    done = rdgraph("build", "-o", tmp_path / "out", "--rules", tmp_path / "own")
    assert done.returncode == 1
    assert "a.yaml" in done.stderr
    assert "r.a" in done.stderr
    assert "nowhere" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "out").exists()
