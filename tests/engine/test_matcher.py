"""One pass of an automaton gives what trying every trigger on every sentence gives."""

from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from rdgraph.extract.tape import make_tape
from rdgraph.rules.matcher import TriggerIndex
from rdgraph.rules.pack import load_pack
from tests.support import SAMPLES

STAGES = ("mention", "agent", "relation", "activity", "quantity", "modality")
LETTERS = "人大区委会。；\nA"


@st.composite
def cases(draw):
    words = st.text(st.sampled_from("人大区委会A"), min_size=1, max_size=3)
    rules = [SimpleNamespace(triggers=tuple(t)) for t in draw(st.lists(st.lists(words, max_size=3), max_size=6))]
    return rules, draw(st.text(st.sampled_from(LETTERS), max_size=60))


def sentences(text):
    tape = make_tape(text, [])
    return [s for s, _ in tape.sentences], [tape.text[s:e] for s, e in tape.sentences]


def listed(found):
    return [(number, [id(rule) for rule in rules]) for number, rules in found]


@given(cases())
def test_candidates_are_what_the_plain_definition_says(case):
    rules, text = case
    index = TriggerIndex(rules)
    starts, parts = sentences(text)
    assert listed(index.candidates(text, starts)) == listed(index.plain(parts))


def test_candidates_on_the_samples_with_the_bundled_rules():
    pack, compared = load_pack(), 0
    for stage in STAGES:
        index = TriggerIndex(pack.stage(stage))
        assert index.rules, stage
        for path in SAMPLES:
            text = path.read_text(encoding="utf-8")
            starts, parts = sentences(text)
            fast = listed(index.candidates(text, starts))
            assert fast == listed(index.plain(parts)), (stage, path.name)
            compared += len(fast)
    assert len(SAMPLES) == 3
    assert compared > 300


def test_a_rule_without_triggers_is_tried_everywhere():
    always, never = SimpleNamespace(triggers=()), SimpleNamespace(triggers=("检察",))
    index = TriggerIndex([never, always])
    assert listed(index.candidates("甲。乙检察。", [0, 2])) == [(0, [id(always)]), (1, [id(never), id(always)])]
    assert list(TriggerIndex([]).candidates("甲。", [0])) == []
