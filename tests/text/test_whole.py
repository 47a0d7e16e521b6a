"""Whole newsletters: our own in several house styles, and the real one where it is at hand."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from rdgraph.model.document import Document
from rdgraph.text import read_file, segment
from tests.text.support import FIXTURES, check, source_of

SHARED = Path(__file__).parents[3] / "shared"
NEWSLETTERS = ["leaders.txt", "wrapped.txt", "plain.md", "special.txt", "loose.txt", "magazine.txt", "briefs.txt"]


def outline(document: Document) -> list[tuple[Any, ...]]:
    """Say in short what a document holds."""
    return [
        (
            article.kind,
            article.section,
            article.title,
            article.byline.unit if article.byline else None,
            [author.name for author in article.byline.authors] if article.byline else [],
            article.text[slice(*article.body)].count("\n") + 1,
        )
        for article in document.articles
    ]


@pytest.mark.parametrize("name", NEWSLETTERS)
def test_invariants(name: str) -> None:
    check(segment(read_file(FIXTURES / name)))


def test_leaders() -> None:
    document = segment(read_file(FIXTURES / "leaders.txt"))
    issue = document.issue
    assert issue is not None
    assert (issue.title, issue.year, issue.number, issue.total_number) == ("泸州人大信息", 2024, 7, 318)
    assert issue.editors == ("何苗",)
    assert issue.recipients[:2] == ("四川省人大常委会办公厅", "市委、市人大常委会领导")
    assert [entry.title for entry in issue.toc][2] == "龙马潭区人大常委会“三问三看”推动校园周边交通整治取得新成效"
    assert outline(document) == [
        ("article", "要闻速递", "市人大常委会视察全市污水处理厂网一体建设", "市人大城环资工委", ["罗涛", "先敏"], 2),
        ("article", "要闻速递", "江阳区人大常委会：“码”上听民声建议办得实", "江阳区人大常委会办公室", ["税小波"], 4),
        (
            "article", "监督视窗", "龙马潭区人大常委会“三问三看”推动校园周边交通整治取得新成效",
            "龙马潭区人大监察法制委", ["李雪梅"], 2,
        ),
        ("article", "监督视窗", "合江县：听审“两院”专项报告护航荔枝产业", "合江县人大常委会法工委", [], 1),
        ("brief", "工作简讯", None, "叙永县人大办", ["杨柳"], 1),
        ("brief", "工作简讯", None, None, [], 2),
        ("brief", "工作简讯", None, None, [], 1),
    ]  # fmt: skip


def test_wrapped_lines_and_chinese_numerals() -> None:
    document = segment(read_file(FIXTURES / "wrapped.txt"))
    issue = document.issue
    assert issue is not None
    assert (issue.number, issue.total_number, issue.date) == (21, 406, dt.date(2022, 9, 30))
    assert issue.compiler == "衢州市人大常委会研究室"
    assert outline(document) == [
        (
            "article",
            "监督之窗",
            "让“好水”变“富水”——衢州市人大常委会监督水资源节约集约利用纪实",
            None,
            ["徐丽", "毛志强"],
            5,
        ),
        ("article", "代表工作", "开化县人大常委会打造“钱江源代表驿站”", "开化县人大常委会办公室", ["余芳"], 3),
        ("brief", "短讯", None, None, [], 1),
        ("brief", "短讯", None, None, [], 1),
        ("brief", "短讯", None, None, [], 1),
    ]
    assert "\n" not in document.articles[3].text


def test_markdown_residue_and_bare_bylines() -> None:
    document = segment(read_file(FIXTURES / "plain.md"))
    issue = document.issue
    assert issue is not None
    assert (issue.title, issue.number, issue.total_number) == ("人大工作简报", 12, 187)
    assert issue.editors == ("郑国栋", "林晓燕")
    assert outline(document) == [
        ("article", "常委会工作", "市人大常委会组织开展湄洲湾海漂垃圾治理专题调研", None, [], 2),
        ("article", "常委会工作", "市人大常委会听取审议全市养老服务体系建设情况报告", "市人大常委会办公室", ["郑国栋"], 1),
        (
            "article", "县区人大", "仙游县人大常委会以“小切口”立法建议助力工艺家具产业转型",
            "仙游县人大常委会办公室", ["林晨", "傅雪松"], 5,
        ),
        ("article", "县区人大", "荔城区：办好“一件事”打通“最后一米”", "荔城区人大常委会代表工委", [], 1),
        ("brief", "动态信息", None, None, [], 1),
        ("brief", "动态信息", None, None, [], 2),
        ("brief", "动态信息", None, None, [], 1),
    ]  # fmt: skip
    assert "**" not in document.articles[0].text


def test_special_issue_without_bylines() -> None:
    document = segment(read_file(FIXTURES / "special.txt"))
    issue = document.issue
    assert issue is not None
    assert (issue.title, issue.series, issue.number, issue.total_number) == ("随州人大之声", "监督工作专刊", 2, None)
    assert issue.compiler == "随州市人大常委会监督工作委员会"
    assert [(kind, section, title) for kind, section, title, *_ in outline(document)] == [
        ("article", "财经监督", "曾都区人大常委会“三算三督”管好政府债务"),
        ("article", "财经监督", "广水市人大：预算联网让监督“长了眼睛”"),
        ("article", "财经监督", "随县人大常委会深耕“香菇产业链”监督"),
        ("brief", "一句话新闻", None),
        ("brief", "一句话新闻", None),
        ("brief", "一句话新闻", None),
    ]


def test_columns_before_headlines_and_names_below_them() -> None:
    document = segment(read_file(FIXTURES / "magazine.txt"))
    issue = document.issue
    assert issue is not None
    assert (issue.title, issue.compiler, issue.editors) == (
        "临海人大",
        "临海市人民代表大会常务委员会",
        ("王小丽", "李明"),
    )
    assert [row[:5] for row in outline(document)] == [
        (
            "article", "特别关注", "以高质量监督护航“大车间”——临海市人大常委会推进先进制造业监督纪实",
            "临海市人大常委会办公室", ["周正", "王小丽"],
        ),
        ("article", "监督之窗", "古城街道：“三色督办单”破解停车难", None, ["李明"]),
        ("article", "代表风采", "蓝天下的守望者——记市人大代表金国强", None, ["何静"]),
        ("brief", "信息快递", None, None, []),
        ("brief", "信息快递", None, None, []),
    ]  # fmt: skip


def test_numbered_briefs_alone() -> None:
    document = segment(read_file(FIXTURES / "briefs.txt"))
    assert [(row[0], row[3], row[4]) for row in outline(document)] == [
        ("brief", "柳南区人大办", []),
        ("brief", "三江县人大常委会法工委", ["吴敏"]),
        ("brief", "鱼峰区人大办", ["韦丽", "覃勇"]),
    ]
    assert {finding.code for finding in document.findings} >= {"masthead.no-date", "toc.missing", "colophon.missing"}


def test_a_loose_article_has_no_issue() -> None:
    document = segment(read_file(FIXTURES / "loose.txt"))
    assert document.issue is None
    (article,) = document.articles
    assert (article.kind, article.section) == ("article", None)
    assert article.title == "南充市人大常委会：“桑梓听证”让民生决策更接地气"
    assert article.date == dt.date(2023, 5, 12)
    assert article.source_line is not None
    assert article.source_line.startswith("来源：南充人大网")
    assert outline(document)[0][3:] == ("南充市人大常委会研究室", ["蒲婷"], 4)


def test_issue_710_equals_the_gold() -> None:
    corpus, gold_file = SHARED / "corpus" / "hangzhou-710.txt", SHARED / "gold" / "710.json"
    if not (corpus.exists() and gold_file.exists()):
        pytest.skip("the real newsletter and its gold are not beside the repository")
    gold = json.loads(gold_file.read_text(encoding="utf-8"))
    document = segment(read_file(corpus))
    check(document)
    issue, wanted = document.issue, gold["issue"]
    assert issue is not None
    assert document.findings == ()
    assert {
        "title": issue.title, "series": issue.series, "number": issue.number, "total_number": issue.total_number,
        "compiler": issue.compiler, "date": str(issue.date), "editor": issue.editors[0], "phone": issue.phone,
        "sent_to": list(issue.recipients), "toc": [{"section": e.section, "title": e.title} for e in issue.toc],
    } == wanted  # fmt: skip
    assert len(document.articles) == len(gold["articles"]) == 12
    for article, expected in zip(document.articles, gold["articles"], strict=True):
        byline = article.byline
        assert byline is not None
        assert {
            "kind": article.kind, "section": article.section, "title": article.title, "unit": byline.unit,
            "authors": [author.name for author in byline.authors],
        } == {key: expected[key] for key in ("kind", "section", "title", "unit", "authors")}  # fmt: skip


def test_a_headline_may_go_on_behind_what_the_contents_page_lists() -> None:
    prose = "近年来，市人大常委会持续关注小型水库安全运行和管护工作，为防汛保安和乡村振兴提供支撑。"
    text = (
        "某某人大工作简报\n\n第 9 期\n\n目 录\n\n**一、基层探索**\n\n甲市：“三个聚焦”推动小型水库管护\n乙区：接续监督养老服务\n\n"
        f"甲市：“三个聚焦”推动小型水库管护\n走上规范化轨道\n\n{prose}\n\n（甲市人大常委会 王 芳）\n\n"
        f"乙区：接续监督养老服务\n\n{prose}\n\n（乙区人大常委会 李 明）\n"
    )
    titles = [(article.section, article.title) for article in segment(source_of(text)).articles]
    assert titles == [
        ("一、基层探索", "甲市：“三个聚焦”推动小型水库管护走上规范化轨道"),
        ("一、基层探索", "乙区：接续监督养老服务"),
    ]
