"""Masthead, contents page, columns, colophon, paragraphs: one table each."""

from __future__ import annotations

from typing import Any

import pytest

from rdgraph.text import segment
from rdgraph.text.segment import colophon, columns, contents, masthead
from rdgraph.text.segment.painting import Painting
from tests.text.support import blocks_of, source_of

MASTHEADS: list[tuple[str, dict[str, Any]]] = [
    ("杭州人大信息\n(普 刊)\n第 4 期(总第 710 期)", {"title": "杭州人大信息", "series": "普刊", "number": 4, "total_number": 710}),
    ("杭 州 人 大 信 息\n第4期", {"title": "杭州人大信息", "number": 4}),
    ("某某人大\n2024年第7期 总第318期", {"title": "某某人大", "year": 2024, "number": 7, "total_number": 318}),
    ("人大通讯\n第二十一期（总第四百零六期）", {"title": "人大通讯", "number": 21, "total_number": 406}),
    ("人大简报\n第 12 期\n（总第 187 期）", {"title": "人大简报", "number": 12, "total_number": 187}),
    ("人大工作\n2026年第3期（总第95期）", {"year": 2026, "number": 3, "total_number": 95}),
    ("人大工作\n增刊第2期", {"series": "增刊", "number": 2}),
    ("人大工作\n增刊（一）", {"series": "增刊", "number": 1}),
    ("人大工作\n（代表工作专刊）\n第五期", {"series": "代表工作专刊", "number": 5}),
    ("人大工作\n第7—8期合刊", {"number": 7}),
    ("人大工作\n第3期\n某市人大常委会办公室编 2025年6月19日", {"compiler": "某市人大常委会办公室", "date": "2025-06-19"}),
    ("人大工作\n第3期\n某市人大常委会研究室主办　　二〇二二年九月三十日", {"compiler": "某市人大常委会研究室", "date": "2022-09-30"}),
    ("人大工作\n第3期\n编印：某市人大常委会办公室", {"compiler": "某市人大常委会办公室"}),
    ("人大工作\n第3期\n某县人大常委会办公室\n2025-01-02", {"compiler": "某县人大常委会办公室", "date": "2025-01-02"}),
    ("某市人大常委会\n工作简报\n第3期\n某市人大常委会办公室编", {"title": "某市人大常委会工作简报", "compiler": "某市人大常委会办公室"}),
    ("内部资料 注意保存\n人大工作\n第3期", {"title": "人大工作", "number": 3}),
    ("某某人大\n工作简报\n第十七期", {"title": "某某人大工作简报", "number": 17}),
    ("《某某人大》\n总第88期", {"title": "某某人大", "number": None, "total_number": 88}),
    ("第3期（总第9期）\n2025年1月2日", {"title": "", "number": 3, "total_number": 9}),
    ("人大工作　2025年第1期　总第20期", {"title": "人大工作", "year": 2025, "number": 1, "total_number": 20}),
    ("〔2025〕第6期\n某市人大常委会办公室编印", {"year": 2025, "number": 6, "compiler": "某市人大常委会办公室"}),
]  # fmt: skip
NO_MASTHEADS = [
    "市人大常委会举办第3期代表培训班\n近日，市人大常委会举办代表培训班。",
    "近日，市人大常委会召开会议。",
    "某区人大常委会开展调研\n某区人大常委会办公室\n近日，调研组走访企业。",
    "2024年5月1日\n近日，调研组走访企业。",
]
CONTENTS: list[tuple[str, list[tuple[str | None, str]]]] = [
    ("目 录\n- 要闻** 市人大开展调研活动\n甲区人大听取专项报告", [("要闻", "市人大开展调研活动"), ("要闻", "甲区人大听取专项报告")]),
    ("目录\n1. 市人大开展调研活动……………1\n2. 甲区人大听取专项报告……………3", [(None, "市人大开展调研活动"), (None, "甲区人大听取专项报告")]),
    ("目录\n【要闻】\n市人大开展调研活动····1\n甲区人大听取专项报告····3", [("要闻", "市人大开展调研活动"), ("要闻", "甲区人大听取专项报告")]),
    ("目录\n【要闻】市人大开展调研活动 (1)\n【监督】甲区人大听取专项报告 (3)", [("要闻", "市人大开展调研活动"), ("监督", "甲区人大听取专项报告")]),
    ("本期要目\n要闻速递　　市人大开展调研活动\n　　　　　　甲区人大听取专项报告", [("要闻速递", "市人大开展调研活动"), ("要闻速递", "甲区人大听取专项报告")]),
    ("目录\n一、要闻速递\n1、市人大开展调研活动\n二、监督纵横\n2、甲区人大听取专项报告", [("要闻速递", "市人大开展调研活动"), ("监督纵横", "甲区人大听取专项报告")]),
    (
        "目录\n**一、常委会要情**\n市人大常委会检查固体废物污染环境防治法实施情况\n**二、代表风采**\n代表链上行 服务到茶乡\n**三、简讯**（3 则）",
        [("常委会要情", "市人大常委会检查固体废物污染环境防治法实施情况"), ("代表风采", "代表链上行服务到茶乡"), ("简讯", "3则")],
    ),
    ("目录\n一、市人大常委会检查固体废物污染环境防治法\n实施情况并提出审议意见\n二、甲区人大听取专项报告", [(None, "市人大常委会检查固体废物污染环境防治法实施情况并提出审议意见"), (None, "甲区人大听取专项报告")]),
    ("目录\n1. 市人大开展调研活动\n取得实效……………1\n2. 甲区人大听取报告……………3", [(None, "市人大开展调研活动取得实效"), (None, "甲区人大听取报告")]),
    ("目录\n监督纵横\n甲区人大听取专项报告推动整改\n信息摘登（4则）", [("监督纵横", "甲区人大听取专项报告推动整改"), ("信息摘登", "4则")]),
    (
        "目录\n【要闻】\n市人大召开会议部署全年工作      【代表之声】\n市人大听取和审议专项工作报告      丙区：代表进站听民声\n"
        "【监督】                         丁区：代表夜话说民情\n甲区：开展执法检查推动整改落实      【简讯】 4 则",
        [("要闻", "市人大召开会议部署全年工作"), ("要闻", "市人大听取和审议专项工作报告"), ("监督", "甲区：开展执法检查推动整改落实"),
         ("代表之声", "丙区：代表进站听民声"), ("代表之声", "丁区：代表夜话说民情"), ("简讯", "4则")],
    ),
    ("目录\n- 信息摘登** 4 则", [("信息摘登", "4则")]),
    ("**目　录**\n甲区：“三紧盯”增强监督效能", [(None, "甲区：“三紧盯”增强监督效能")]),
    ("要目\n甲区人大开展调研活动 1\n乙区人大开展视察活动 12", [(None, "甲区人大开展调研活动"), (None, "乙区人大开展视察活动")]),
    ("目录\n① 甲区人大开展调研活动\n② 乙区人大开展视察活动", [(None, "甲区人大开展调研活动"), (None, "乙区人大开展视察活动")]),
    ("目录\n01 甲区人大开展调研活动\n02 乙区人大开展视察活动", [(None, "甲区人大开展调研活动"), (None, "乙区人大开展视察活动")]),
    ("目录\n市人大部署开展 2025 年代表主题活动", [(None, "市人大部署开展2025年代表主题活动")]),
    ("目录\n甲区人大探索“代表＋\n检察”机制……1\n乙区人大开展视察活动……2", [(None, "甲区人大探索“代表＋检察”机制"), (None, "乙区人大开展视察活动")]),
]  # fmt: skip
NO_CONTENTS = ["", "市人大开展调研\n近日，市人大开展调研。", "人大工作\n第3期", "一、加强领导\n二、强化监督"]
COLUMNS = [
    ("要闻速递", "要闻速递"), ("【监督纵横】", "监督纵横"), ("◆ 代表工作", "代表工作"), ("◆ 财经监督 ◆", "财经监督"), ("「短讯」", "短讯"),
    ("**监督纵横**", "监督纵横"), ("■ 基层动态", "基层动态"), ("【酒城要情】", "酒城要情"), ("信息摘登（4则）", "信息摘登"), ("—— 工作交流 ——", "工作交流"),
    ("〔他山之石〕", "他山之石"), ("监 督 纵 横", "监督纵横"), ("## 代表风采", "代表风采"), ("栏目：理论探讨", "理论探讨"), ("县(市、区)动态", None),
    ("突出问题导向", None), ("市人大开展调研活动", None), ("甲区：办好一件事", None), ("近日，", None), ("2024年工作", None), ("“三紧盯”", None),
]  # fmt: skip
COLOPHONS: list[tuple[str, dict[str, Any]]] = [
    ("送:省人大常委会办公厅、研究室\n市人大机关各部门,各区、县(市)人大常委会", {"recipients": ["省人大常委会办公厅、研究室", "市人大机关各部门", "各区、县(市)人大常委会"]}),
    ("报：甲，乙\n送：丙\n发：丁", {"recipients": ["甲", "乙", "丙", "丁"]}),
    ("主送：省人大常委会；市委办公室。", {"recipients": ["省人大常委会", "市委办公室"]}),
    ("抄送：省人大常委会、\n市委办公室，市政府办公室", {"recipients": ["省人大常委会、市委办公室", "市政府办公室"]}),
    ("分送：各区人大常委会（共印200份）", {"recipients": ["各区人大常委会"]}),
    ("【呈送】省人大常委会", {"recipients": ["省人大常委会"]}),
    ("本期责任编辑:杨青青\n电话:(0571)85250657", {"editors": ("杨青青",), "phone": "(0571)85250657"}),
    ("责任编辑：何 苗      审核：钟 书 平      电话：0830-3109999", {"editors": ("何苗",), "phone": "0830-3109999"}),
    ("主编：陈志远\n责任编辑：郑国栋 林晓燕", {"editors": ("郑国栋", "林晓燕")}),
    ("编辑：徐丽　　校对：毛志强　　共印200份", {"editors": ("徐丽",)}),
    ("责编：徐丽、毛志强", {"editors": ("徐丽", "毛志强")}),
    ("主编：陈志远", {"editors": ("陈志远",)}),
    ("责任编辑　杨青青", {"editors": ("杨青青",)}),
    ("某市人大常委会办公室　2022年9月30日印发", {"date": "2022-09-30", "compiler": "某市人大常委会办公室", "recipients": []}),
    ("审核：李明  签发：王芳", {"editors": ()}),
    ("联系电话：0722-3590000  传真：0722-3590001", {"phone": "0722-3590000"}),
    ("（责任编辑：任远）", {"editors": ("任远",)}),
]  # fmt: skip
NO_COLOPHONS = [
    "会议听取了报告。",
    "发展经济，改善民生。",
    "（上城区人大常委会办公室 蔡静）",
    "送温暖活动开展以来，走访群众百余户。",
]
JOINED = [
    ("甲区人大常委会开展调研，或\n\n通过座谈了解情况。", 1), ("一是加强领导。\n\n二是强化监督。", 2), ("一、加强组织领导\n近日，调研组走访企业。", 2),
    ("近日，调研组走访企业，深入车间、\n\n— 3 —\n\n一线，听取意见。", 1), ("近日，调研组走访\n\n“舌尖上的安全”。", 1),
    ("（一）加强组织领导\n（二）强化跟踪问效", 2), ("近日，调研组走访企业：\n一是听取意见；\n二是交办清单。", 3), ("调研组走访企业。\n\n会议听取报告。", 2),
    ("调研组说：“好。”\n\n会议听取报告。", 2), ("近日，调研组走访（含街道）\n\n企业二十家。", 1), ("近日，调研组走访企业2\n\n0家，座谈3次。", 1),
    ("近日，调研组走访企业\n第 3 页\n二十家，座谈3次。", 1), ("近日，调研组走访企业\n\f二十家，座谈3次。", 1), ("调研结束！\n会议听取报告。", 2),
    ("首先加强领导，其次\n\n强化监督，走访企业。", 1),
]  # fmt: skip


@pytest.mark.parametrize(("text", "fields"), MASTHEADS)
def test_masthead(text: str, fields: dict[str, Any]) -> None:
    whole = text + "\n\n近日，市人大常委会召开会议，听取和审议有关报告，提出审议意见。\n"
    head = masthead.read(blocks_of(whole), whole, None, Painting())
    assert {name: str(head.date) if name == "date" else getattr(head, name) for name in fields} == fields
    assert head.certain


@pytest.mark.parametrize("text", NO_MASTHEADS)
def test_no_masthead(text: str) -> None:
    assert not masthead.read(blocks_of(text), text, None, Painting()).certain
    assert segment(source_of(text)).issue is None


@pytest.mark.parametrize(("text", "entries"), CONTENTS)
def test_contents(text: str, entries: list[tuple[str | None, str]]) -> None:
    whole = text + "\n\n"
    found = contents.find(blocks_of(whole), whole)
    assert found is not None
    assert [(entry.section, entry.text) for entry in found.entries] == entries


@pytest.mark.parametrize("text", NO_CONTENTS)
def test_no_contents(text: str) -> None:
    assert contents.find(blocks_of(text), text) is None


@pytest.mark.parametrize(("line", "name"), COLUMNS)
def test_column(line: str, name: str | None) -> None:
    (block,) = blocks_of(line)
    assert columns.heading(block, block.raw(line), frozenset()) == name


@pytest.mark.parametrize(("text", "fields"), COLOPHONS)
def test_colophon(text: str, fields: dict[str, Any]) -> None:
    blocks = blocks_of("会议听取了市政府关于养老服务体系建设情况的报告，并提出审议意见。\n" + text)
    source = "会议听取了市政府关于养老服务体系建设情况的报告，并提出审议意见。\n" + text
    assert colophon.find(blocks, 0) == 1
    foot = colophon.read(blocks, 1, source, Painting())
    got = {
        "recipients": foot.recipients, "editors": colophon.editors(foot.people), "phone": foot.phone,
        "date": str(foot.date), "compiler": foot.compiler,
    }  # fmt: skip
    assert {name: got[name] for name in fields} == fields


@pytest.mark.parametrize("text", NO_COLOPHONS)
def test_no_colophon(text: str) -> None:
    blocks = blocks_of(text)
    assert colophon.find(blocks, 0) == len(blocks)


@pytest.mark.parametrize(("text", "count"), JOINED)
def test_paragraphs(text: str, count: int) -> None:
    document = segment(source_of("某区人大常委会组织代表开展调研\n\n" + text))
    (article,) = document.articles
    body = article.text[slice(*article.body)]
    assert len(body.split("\n")) == count
