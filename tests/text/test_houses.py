"""One issue printed in many house styles comes back as the same issue."""

import datetime as dt

import pytest

from rdgraph.text import segment
from tests.text.houses import STYLES, render
from tests.text.support import check, source_of

SEEDS = range(240)
RECIPIENTS = ("四川省人大常委会办公厅、研究室", "市人大常委会组成人员", "各区县人大常委会")


def test_the_seeds_meet_every_style() -> None:
    met = [render(seed).style for seed in SEEDS]
    for name, choices in STYLES.items():
        assert {style[name] for style in met} == set(choices)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_issue_comes_back(seed: int) -> None:
    printed = render(seed)
    document = segment(source_of(printed.text))
    check(document)
    issue = document.issue
    assert issue is not None
    assert (issue.title, issue.number, issue.total_number) == ("泸州人大信息", 7, 318)
    assert (issue.compiler, issue.date) == ("泸州市人大常委会办公室", dt.date(2024, 7, 31))
    assert (issue.recipients, issue.editors, issue.phone) == (RECIPIENTS, ("何苗",), "(0830)3109999")
    got = [(a.kind, a.section, a.title) for a in document.articles]
    assert got == [("article" if p.title else "brief", p.section, p.title) for p in printed.pieces]
    for article, piece in zip(document.articles, printed.pieces, strict=True):
        byline = article.byline
        assert (byline.unit if byline else None) == piece.unit
        assert ([author.name for author in byline.authors] if byline else []) == piece.authors
        assert article.text[slice(*article.body)].split("\n") == piece.paragraphs


@pytest.mark.parametrize("seed", SEEDS)
def test_the_contents_page_comes_back(seed: int) -> None:
    printed = render(seed)
    issue = segment(source_of(printed.text)).issue
    assert issue is not None
    style = printed.style
    if style["contents"] == "none":
        assert issue.toc == ()
        return
    listed = [entry for entry in issue.toc if "则" not in entry.title]
    titled = [piece for piece in printed.pieces if piece.title is not None]
    assert len(listed) == len(titled)
    if style["contents"] != "flat":
        assert [entry.section for entry in listed] == [piece.section for piece in titled]
    if style["wording"] == "same" and style["subtitle"] == "no":
        assert [entry.title for entry in listed] == [piece.title for piece in titled]
