"""Activities and near misses: what an act without an object is about, and which guard or rival refused a match."""

import pytest

from rdgraph.extract.article import extract
from rdgraph.model.document import Article, OffsetMap
from rdgraph.rules.gazetteer import load
from rdgraph.rules.pack import load_pack

HEADLINE = "上城区：“三看三问”把脉校园食品安全\n"
TOPICS = {
    "the headline tells": (HEADLINE + "区人大常委会先后组织视察4次。", [("视察", "校园食品安全")]),
    "an object of its own": (HEADLINE + "专项视察食堂明厨亮灶建设工作，又组织视察4次。", [("视察", "食堂明厨亮灶建设工作")]),
    "the lead tells, where no headline does": (
        "区人大常委会围绕校园周边交通治理，组织视察3次。", [("视察", "校园周边交通治理")],
    ),
    "nothing tells": ("区人大常委会组织视察3次。", []),
    "a headline without its matter": ("上城区人大常委会工作又有新进展\n区人大常委会组织视察3次。", []),
}  # fmt: skip
REFUSED = {
    "a guard on the place": ("近日，区检察院推行“代表+检察”机制。", "relation.implements-title", "only_in"),
    "a guard on the name": ("区人大常委会听取汇报。", "activity.hear-report", "unless_name"),
    "a rival of higher priority": ("收集意见建议934条，办结711条。", "quantity.bare", "overlap:"),
    "another act that names its object": (
        HEADLINE + "专项视察食堂明厨亮灶建设工作，又组织视察4次。", "activity.inspect-bare", "told-already",
    ),
}  # fmt: skip


def found_in(text):
    headline, _, rest = text.partition("\n")
    begin = len(headline) + 1 if rest else 0
    article = Article(
        1,
        "article",
        None,
        headline if rest else None,
        None,
        text,
        OffsetMap(((0, 0, len(text)),)),
        (begin, len(text)),
        None,
    )
    area = load().resolve("杭州市上城区").division
    return extract(article, area, None, load_pack(), explaining=True)[0]


@pytest.mark.parametrize("case", TOPICS)
def test_an_act_without_an_object_is_about_the_topic(case):
    text, acts = TOPICS[case]
    found = found_in(text).activities
    assert [(a.type, a.object) for a in found if a.type == "视察"] == acts
    for act in found:
        assert text[act.object_span.start : act.object_span.end] == act.object


@pytest.mark.parametrize("case", REFUSED)
def test_a_near_miss_tells_what_refused_it(case):
    text, rule, reason = REFUSED[case]
    missed = [r for r in found_in(text).rejections if r.rule == rule]
    assert missed
    for rejection in missed:
        assert rejection.reason.startswith(reason)
        assert text[rejection.span.start : rejection.span.end] == rejection.surface


AGENTS = [
    ("针对水厂浊度偏高问题，区人大常委会财经工委连续两个季度回访。", "区人大常委会财经工委"),
    ("区人大常委会财经工委对水厂浊度偏高问题进行跟踪监督。", "区人大常委会财经工委"),
    ("针对水厂浊度偏高问题，连续两个季度回访。", None),
]


@pytest.mark.parametrize(("text", "agent"), AGENTS)
def test_who_acts_may_stand_before_the_act_or_inside_it(text, agent):
    found = found_in(f"上城区：一项工作\n{text}")
    [act] = found.activities
    assert (found.mentions[act.agent].surface if act.agent >= 0 else None) == agent
