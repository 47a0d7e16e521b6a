"""Tapes: whatever mentions are put in, every offset leads back to the characters it stands for."""

from hypothesis import given
from hypothesis import strategies as st

from rdgraph.extract.tape import make_tape
from rdgraph.rules.alphabet import CHARACTER, TYPE_OF

TEXTS = st.text(st.sampled_from("人大常委会A1 \n。；，“”（）𠮷e\u0301"), max_size=60)


@st.composite
def mentions(draw):
    """A text with sorted, disjoint, non-empty spans in it."""
    text = draw(TEXTS)
    cuts = sorted(draw(st.sets(st.integers(0, len(text)), max_size=12)))
    pairs = [(a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False) if a < b]
    characters = draw(st.lists(st.sampled_from(sorted(TYPE_OF)), min_size=len(pairs), max_size=len(pairs)))
    return text, [(a, b, c, number) for number, ((a, b), c) in enumerate(zip(pairs, characters, strict=True))]


@given(mentions())
def test_every_position_leads_to_its_characters(case):
    text, spans = case
    tape = make_tape(text, spans)
    rebuilt, at = "", 0
    for position, character in enumerate(tape.text):
        low, high = tape.below(position, position + 1)
        assert low == at < high
        at = high
        rebuilt += tape.surface(position, position + 1)
        if position in tape.slots:
            start, end, symbol, number = spans[tape.slots[position]]
            assert (low, high, character) == (start, end, symbol)
            assert tape.slots[position] == number
        else:
            assert text[low:high] == character
    assert rebuilt == text
    assert sorted(tape.slots.values()) == list(range(len(spans)))


@given(mentions(), st.data())
def test_a_span_is_the_sum_of_its_positions(case, data):
    text, spans = case
    tape = make_tape(text, spans)
    start = data.draw(st.integers(0, len(tape.text)))
    end = data.draw(st.integers(start, len(tape.text)))
    assert tape.surface(start, end) == "".join(tape.surface(p, p + 1) for p in range(start, end))
    assert tape.slots_in(start, end) == [tape.slots[p] for p in range(start, end) if p in tape.slots]


@given(mentions())
def test_sentences_are_in_order_and_leave_nothing_out(case):
    text, spans = case
    tape = make_tape(text, spans)
    at = 0
    for start, end in tape.sentences:
        # What lies between two sentences is only what no sentence begins with: marks that close nothing.
        assert set(tape.text[at:start]) <= set("。；")
        assert start < end
        at = end
    assert set(tape.text[at:]) <= set("。；")


def test_mentions_side_by_side_and_at_the_ends():
    text = "区人大常委会区检察院区政府"
    a, b, c = CHARACTER["StandingCommittee"], CHARACTER["Procuratorate"], CHARACTER["Government"]
    tape = make_tape(text, [(0, 6, a, 0), (6, 10, b, 1), (10, 13, c, 2)])
    assert tape.text == a + b + c
    assert [tape.below(p, p + 1) for p in range(3)] == [(0, 6), (6, 10), (10, 13)]
    assert tape.surface(0, 3) == text
    assert tape.surface(1, 1) == ""
