"""Rule files: what is refused, and that each refusal names file, rule and remedy; overriding; expansion."""

import hashlib
import typing

import pytest
import regex

from rdgraph.checking import check_pack
from rdgraph.errors import RuleError
from rdgraph.resolve.settle import SIGNATURES
from rdgraph.rules.alphabet import CHARACTER, GROUPS, TYPES
from rdgraph.rules.pack import BUNDLED, RulePack, load_files, load_pack
from rdgraph.rules.schema import ACTIVITIES, MODALITIES, PREDICATES, Stage
from tests.support import ROOT, pack_of, rdgraph, rule, write_rules


def staged(stage: str, pattern: str, **fields: object) -> dict:
    return {"id": "r.a", "stage": stage, "about": "试", "pattern": pattern, **fields}


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
    "a field of another stage": ({"rules": [rule("r.a", "甲", unit="件")]}, "r.a"),
    "an unknown predicate": ({"rules": [staged("relation", "(?P<o>甲)", predicate="implement")]}, "r.a"),
    "an unknown activity": ({"rules": [staged("activity", "(?P<object>甲)", type="夜查")]}, "r.a"),
    "an unknown role": ({"rules": [staged("relation", "(?P<o>甲)", predicate="participatesIn", role="lead")]}, "r.a"),
    "a parent of no type": (
        {"rules": [rule("r.a", "(?P<parent>甲)乙", parent={"type": "Congres", "name": "甲"})]},
        "r.a",
    ),
    "an unknown modality": ({"rules": [staged("modality", "甲", modality="hoped")]}, "r.a"),
    "a guard that its stage does not read": (
        {"rules": [staged("agent", "(?P<agent>甲)", guards={"unless_left": "乙"})]},
        "r.a",
    ),
    "a zone where none is read": (
        {"rules": [staged("quantity", "(?P<number>1)(?P<unit>件)", guards={"only_in": ["body"]})]},
        "r.a",
    ),
    "two rules of one id": ({"rules": [rule("r.a", "甲"), rule("r.a", "乙")]}, "r.a"),
}


def test_case_counts():
    assert len(REFUSED) == 25
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


LACKING = {
    "core": rule("r.a", "甲", core="{core}"),
    "head": rule("r.a", "(?P<core>甲)", name="{core}{head}"),
    "parent": rule("r.a", "甲", parent={"type": "Government", "name": "{area}政府"}),
    "o": staged("relation", "甲", predicate="supervises"),
    "s": staged("relation", "(?P<o>甲)", predicate="supervises", subject="s"),
    "object": staged("activity", "甲", type="视察"),
    "number": staged("quantity", r"\d+(?P<unit>件)"),
    "unit": staged("quantity", r"(?P<number>\d+)件"),
    "agent": staged("agent", "甲"),
}


@pytest.mark.parametrize("group", LACKING)
def test_a_pattern_without_a_group_that_is_read_is_refused(tmp_path, group):
    pack = pack_of(tmp_path, own={"rules": [LACKING[group]]})
    with pytest.raises(RuleError, match=rf"own\.yaml.*r\.a.*\(\?P<{group}"):
        _ = pack.rules[0].pattern


def test_groups_that_need_not_be_there(tmp_path):
    rules = [rule("r.a", "甲", name="{area}{m}"), staged("agent", "(?P<body>甲)") | {"id": "r.b"}]
    assert all(r.pattern.match("甲") for r in pack_of(tmp_path, own={"rules": rules}).rules)


def test_the_words_of_the_schema_are_those_of_the_model():
    shapes = (ROOT / "ontology" / "shapes.ttl").read_text(encoding="utf-8")
    concepts = (ROOT / "ontology" / "concepts.ttl").read_text(encoding="utf-8")
    assert set(PREDICATES) == set(SIGNATURES)
    (listed,) = regex.findall(r"sh:path rd:activityType ;.*?sh:in \((.*?)\)", shapes, regex.DOTALL)
    assert set(ACTIVITIES) == set(regex.findall(r"act:(\S+)", listed))
    assert set(MODALITIES) == set(regex.findall(r"^rd:(\w+) a skos:Concept", concepts, regex.MULTILINE))


def test_a_fragment_of_a_later_file_may_extend_the_earlier_one(tmp_path):
    base, own, more = tmp_path / "base", tmp_path / "own", tmp_path / "more"
    write_rules(base, a={"fragments": {"f": "甲|乙  # remark"}, "rules": [rule("r.a", "{f}x")]})
    write_rules(own, z={"fragments": {"f": "{f}|丙"}})
    write_rules(more, z={"fragments": {"f": "{f}丁|{f}"}})
    pattern = RulePack(*load_files([base, own, more])).rules[0].pattern
    assert [w for w in ("甲x", "乙x", "丙x", "甲丁x", "丙丁x", "丁x") if pattern.fullmatch(w)] == [
        "甲x", "乙x", "丙x", "甲丁x", "丙丁x",
    ]  # fmt: skip


def test_a_rule_without_a_pattern_switches_a_bundled_one_off(tmp_path):
    off = next(r.rule.id for r in load_pack().rules if r.rule.stage == "mention")
    write_rules(tmp_path, own={"rules": [rule(off, "")]})
    assert off not in {r.rule.id for r in load_pack(tmp_path).rules}


def test_an_example_of_an_unknown_area_is_refused_by_name(tmp_path):
    example = {"text": "绝无此词。", "source": "试", "area": "乌有县"}
    write_rules(tmp_path, own={"rules": [rule("r.a", "绝无此词", examples=[example])]})
    with pytest.raises(RuleError, match=r"own\.yaml.*r\.a.*乌有县"):
        list(check_pack(load_pack(tmp_path)))


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
    assert {r.rule.stage for r in pack.rules} == set(typing.get_args(Stage))
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


def test_a_comment_may_end_a_guard_and_a_fragment(tmp_path):
    guards = {"unless_left": "去 # not this way", "unless_name": "丙 # nor"}
    content = {"fragments": {"shop": "甲店  # the shop"}, "rules": [rule("r.a", "{shop}乙?", guards=guards)]}
    pack = pack_of(tmp_path, one=content)
    compiled = next(r for r in pack.rules if r.rule.id == "r.a")
    assert compiled.pattern.fullmatch("甲店乙")
    assert [name for name, pattern, _ in compiled.guards if pattern.search("去")] == ["unless_left"]
