"""Prints one issue in many house styles, so that tests can ask whether segmentation gets the same issue back."""

from __future__ import annotations

import random
from dataclasses import dataclass, field


@dataclass
class Piece:
    """An article or brief as it should come out."""

    section: str
    title: str | None
    paragraphs: list[str]
    unit: str | None
    authors: list[str]


@dataclass
class Print:
    """An issue as printed, and what should come out of it."""

    text: str
    style: dict[str, str]
    pieces: list[Piece] = field(default_factory=list)
    sections: bool = True
    """Whether sections can be told."""


ARTICLES = [
    Piece(
        "要闻速递",
        "市人大常委会视察全市污水处理厂网一体建设",
        [
            "7月9日，市人大常委会组织部分省、市人大代表视察全市污水处理厂网一体建设情况。代表们先后走进沱江新城二厂、鸭儿凼厂，详细了解进水浓度、管网排查和尾水利用情况，听取市住建局工作汇报，并就3处雨污混接点提出整改建议。",
            "视察组要求，市政府有关部门要算好“总账”与“细账”，年底前完成管网改造120公里，新增日处理能力5.5万吨。",
        ],
        "市人大常委会城环资工委",
        ["罗涛", "先敏"],
    ),
    Piece(
        "监督纵横",
        "江阳区人大常委会：“码”上听民声建议办得实",
        [
            "江阳区人大常委会推行“一码收集、一单交办、一榜晾晒”工作法，让代表建议从纸面落到地面。",
            "一是一码收集，敞开听。全区17个代表之家、86个代表联络站统一张贴“代表码”，上半年收集群众意见1340余条，其中涉及老旧小区改造、充电设施、校园周边交通等方面的意见占到七成。",
            "二是一单交办，跟着督。区人大常委会代表工委每月梳理交办单，督促区级部门限时答复，办结率达九成。",
            "三是一榜晾晒，评着改。每季度公布办理红黑榜，对连续两次排名靠后的单位开展约见询问。",
        ],
        "江阳区人大常委会办公室",
        ["税小波"],
    ),
    Piece(
        "监督纵横",
        "龙马潭区人大常委会“三问三看”推动校园周边交通整治取得新成效",
        [
            "针对家长反映强烈的校园周边“停车难、接送堵”问题，龙马潭区人大常委会今年连续开展专题询问，问责任、问进度、问长效，看规划、看现场、看台账。",
            "5月以来，区人大常委会会同区检察院、区公安分局，实地查看学校21所，新增临时停车位460个，错峰放学覆盖学生2.6万人。",
        ],
        "龙马潭区人大常委会监察法制工委",
        ["李雪梅"],
    ),
    Piece(
        "代表工作",
        "合江县：听审“两院”专项报告护航荔枝产业",
        [
            "合江县人大常委会聚焦“合江荔枝”地理标志保护，听取和审议县法院、县检察院专项工作报告。会议作出审议意见，要求建立侵权线索移送机制，形成“线索共享、案件共办、效果共评”的闭环。",
            "县人大常委会还组织代表走进果园、合作社和电商园，面对面听取果农意见32条，逐条转交有关部门办理。",
        ],
        "合江县人大常委会法工委",
        ["王芳", "欧阳明"],
    ),
]
BRIEFS = [
    Piece("工作简讯", None, ["叙永县人大常委会开展乡村振兴促进法执法检查，实地察看6个乡镇的高标准农田，提出意见建议12条，督促县政府健全管护长效机制。"], "叙永县人大常委会办公室", ["杨柳"]),
    Piece("工作简讯", None, ["古蔺县人大常委会组织五级代表120名进站接待选民，收集意见建议87条，形成交办清单3张，目前已办结61条。"], "古蔺县人大常委会办公室", ["赵一鸣"]),
    Piece("工作简讯", None, ["纳溪区人大常委会对6名政府组成部门负责人开展履职评议，现场测评、当场公布结果，并将评议意见书面交办。"], "纳溪区人大常委会办公室", ["孙 立".replace(" ", "")]),
]  # fmt: skip

MASTHEADS = {
    "lines": "泸州人大信息\n\n(普 刊)\n\n第 7 期(总第 318 期)\n\n泸州市人大常委会办公室编\n\n2024 年 7 月 31 日\n",
    "one line": "泸 州 人 大 信 息\n\n2024年第7期    总第318期\n泸州市人大常委会办公室编印    2024年7月31日\n",
    "numerals": "泸州人大信息\n第七期\n（总第三百一十八期）\n泸州市人大常委会办公室主办　二〇二四年七月三十一日\n",
    "brackets": "《泸州人大信息》\n【2024】第7期（总第318期）\n主办：泸州市人大常委会办公室\n出版日期：2024年7月31日\n",
    "bold": "# 泸州人大信息\n\n**第7期（总第318期）**\n\n泸州市人大常委会办公室　2024年7月31日\n",
    "dots": "泸州人大信息\n2024年第7期（总第318期）\n泸州市人大常委会办公室编　　2024.7.31\n",
    "hyphens": "泸州人大信息\n第7期\n总第318期\n2024-07-31\n泸州市人大常委会办公室编\n",
}
COLOPHONS = {
    "plain": "送：四川省人大常委会办公厅、研究室\n市人大常委会组成人员，各区县人大常委会\n本期责任编辑：何 苗\n电话：(0830)3109999\n",
    "one line": "报送：四川省人大常委会办公厅、研究室，市人大常委会组成人员，各区县人大常委会\n责任编辑：何苗    审核：钟书平    电话：(0830)3109999\n（共印350份）\n",
    "three": "报：四川省人大常委会办公厅、研究室\n送：市人大常委会组成人员\n发：各区县人大常委会\n主编：钟书平  责任编辑：何苗  联系电话：(0830)3109999\n",
    "imprint": "主送：四川省人大常委会办公厅、研究室\n抄送：市人大常委会组成人员，各区县人大常委会。\n泸州市人大常委会办公室　　2024年7月31日印发\n编辑：何苗　　电话：(0830)3109999　　共印200份\n",
}
STYLES: dict[str, list[str]] = {
    "masthead": list(MASTHEADS),
    "contents": [
        "none",
        "residue",
        "leaders",
        "bare",
        "brackets",
        "flat",
        "same line",
        "numbered sections",
        "wrapped",
        "numerals",
        "bold numerals",
        "stars",
        "parentheses",
        "gaps",
        "dots",
        "colon",
        "squares",
        "repeated",
        "repeated bare",
    ],
    "columns": [
        "none",
        "bare",
        "brackets",
        "diamond",
        "bold",
        "corners",
        "numeral",
        "stars",
        "spaced",
        "dashes",
        "lenses",
        "lozenges",
    ],
    "headline": ["one", "two", "two gap", "hash", "bold", "space", "numbered"],
    "byline": ["own", "inline", "supplied", "unit", "right", "names", "padded", "none"],
    "paragraphs": ["blank", "tight", "wrapped indent", "wrapped blank", "indent"],
    "pages": ["none", "numbers", "feeds", "heads"],
    "briefs": ["dot", "number", "blank", "triangle", "diamond"],
    "colophon": list(COLOPHONS),
    "wording": ["same", "same", "other"],
    "subheads": ["none", "none", "numbered", "plain"],
    "subtitle": ["no", "no", "yes"],
    "opening": ["no", "no", "news"],
    "names": ["listed", "listed", "own"],
}
OTHER_WORDING = {
    "市人大常委会视察全市污水处理厂网一体建设": "市人大常委会视察污水处理厂网建设情况",
    "江阳区人大常委会：“码”上听民声建议办得实": "江阳区：“码”上听民声",
    "龙马潭区人大常委会“三问三看”推动校园周边交通整治取得新成效": "龙马潭区“三问三看”推动校园周边交通整治",
    "合江县：听审“两院”专项报告护航荔枝产业": "合江县人大常委会：听审“两院”专项报告 护航荔枝产业",
}
OWN_NAMES = {"要闻速递": "酒城要情", "监督纵横": "问效一线", "代表工作": "两江代表", "工作简讯": "信息摘登"}
SUBHEADS = ["坚持问题导向，摸清底数", "强化跟踪问效，推动整改", "健全长效机制，巩固成果", "凝聚各方合力，久久为功"]


def render(seed: int) -> Print:
    """Print the issue in the style that a seed picks."""
    dice = random.Random(seed)
    style = {name: dice.choice(choices) for name, choices in STYLES.items()}
    if style["columns"] == "none" and style["contents"] in ("none", "flat"):
        style["columns"] = "bare"
    if style["briefs"] == "blank" and style["byline"] in ("none", "names", "right"):
        style["briefs"] = "dot"
    if style["columns"] == "none" and style["byline"] == "none":
        style["columns"] = "brackets"
    if style["names"] == "own" and style["columns"] in ("none", "bare") and style["contents"] in ("none", "flat"):
        style["columns"] = "brackets"
    if style["names"] == "own" and style["contents"] in ("flat", "same line"):
        style["contents"] = "brackets"
    if style["opening"] == "news":
        style["byline"] = "none"
        if style["columns"] == "none":
            style["columns"] = "diamond"
        if style["briefs"] == "blank":
            style["briefs"] = "dot"
    if style["byline"] == "none" and style["contents"] == "none":
        style["subheads"] = "none"
    if style["headline"] == "numbered" and (style["contents"] == "none" or style["wording"] == "other"):
        style["headline"] = "one"
    if style["wording"] == "other":
        style["contents"] = style["contents"] if style["byline"] != "none" else "none"
    if style["columns"] == "numeral" and style["names"] == "own" and style["contents"] in ("none", "flat"):
        style["columns"] = "brackets"
    pieces = [_signed(piece, style) for piece in [*ARTICLES, *BRIEFS]]
    out = [MASTHEADS[style["masthead"]], _contents(pieces, style)]
    section = None
    for number, piece in enumerate(pieces):
        if piece.section != section and style["columns"] != "none":
            out.append(_column(piece.section, style))
        section = piece.section
        out.append(_piece(piece, style, number, dice))
    out.append(COLOPHONS[style["colophon"]])
    for piece in pieces:
        if piece.title is not None or style["contents"] != "flat":  # which names the column of briefs itself
            piece.section = _shown(piece.section, style)
    return Print("\n".join(out), style, pieces)


def _signed(piece: Piece, style: dict[str, str]) -> Piece:
    """Leave out of a byline what the style does not print."""
    unit, authors = piece.unit, piece.authors
    if style["byline"] == "none":
        unit, authors = None, []
    elif style["byline"] == "unit":
        authors = []
    elif style["byline"] == "names":
        unit = None
    if style["opening"] == "news" and piece.title is not None:
        authors = ["王芳", "李明"]
    title, paragraphs = piece.title, list(piece.paragraphs)
    if title is not None and style["subtitle"] == "yes":
        title += "——来自泸州的调查"
    if title is not None and style["opening"] == "news":
        paragraphs[0] = "本刊讯（记者 王 芳 通讯员 李明）" + paragraphs[0]
    if title is not None and style["subheads"] != "none" and len(paragraphs) == 2:
        for place, words in ((1, SUBHEADS[0]), (3, SUBHEADS[1])):
            paragraphs.insert(
                place, words if style["subheads"] == "plain" else "（" + "一二"[place // 2] + "）" + words
            )
        paragraphs.append("县（区）有关部门表示，将照单全收、逐项整改，并及时报告结果。")
    section = OWN_NAMES[piece.section] if style["names"] == "own" else piece.section
    return Piece(section, title, paragraphs, unit, authors)


def _contents(pieces: list[Piece], style: dict[str, str]) -> str:
    form = style["contents"]
    if form == "none":
        return ""
    lines = ["目 录" if form != "brackets" else "【本期要目】", ""]
    section = None
    page = 1
    for number, piece in enumerate(pieces, 1):
        first = piece.section != section
        section = piece.section
        if piece.title is None:
            if first:
                lines.append({
                    "residue": f"- {section}** 3 则", "leaders": f"【{section}】………………{page}", "bare": f"{section}（3则）",
                    "brackets": f"【{section}】3则", "flat": f"{section}（3则）", "same line": f"{section}　　3则",
                    "numbered sections": f"四、{section}（3则）", "wrapped": f"{section} …………{page}",
                    "numerals": f"四、{section}（3 则）", "bold numerals": f"\n**四、{section}**（3则）", "stars": f"★{section} 3则",
                    "parentheses": f"（四）{section}（3则）", "gaps": f"{section}（3 则）", "dots": f"{section}（3则）",
                    "colon": f"{section}：3则", "repeated": f"【{section}】 3则", "repeated bare": f"{section} 3则",
                    "squares": f"■ {section}（3则）",
                    "table": f"| {section} | 3则 | {page} |", "credits": f"【{section}】",
                }[form])  # fmt: skip
            continue
        title = piece.title
        if style["wording"] == "other":
            title = OTHER_WORDING[title.partition("——")[0]]
        if form == "residue":
            lines.append(f"- {section}** {title}" if first else title)
        elif form == "leaders":
            lines += ([f"【{section}】"] if first else []) + [f"{number}. {title}………………{page}"]
        elif form == "bare":
            lines += ([section] if first else []) + [title]
        elif form == "brackets":
            lines.append(f"【{section}】{title} （{page}）")
        elif form == "flat":
            lines.append(f"{number}、{title}")
        elif form == "same line":
            lines.append(f"{section}　　{title}" if first else f"　　　　　　{title}")
        elif form == "numbered sections":
            lines += ([f"{_numeral(section)}、{section}"] if first else []) + [f"{number}. {title}"]
        elif form == "numerals":
            lines += ([f"{_numeral(section)}、{section}"] if first else []) + [title]
        elif form == "bold numerals":
            lines += (["", f"**{_numeral(section)}、{section}**", ""] if first else []) + [title]
        elif form == "stars":
            lines += ([f"★{section}"] if first else []) + [f"{title}（{page}）"]
        elif form == "parentheses":
            lines += ([f"（{_numeral(section)}）{section}"] if first else []) + [f"{number}．{title}"]
        elif form == "gaps":
            lines += ([section, ""] if first else []) + [title, ""]
        elif form == "repeated":
            lines += [f"【{section}】", "", title, ""]
        elif form == "repeated bare":
            lines += [section, title]
        elif form == "colon":
            lines += ([f"{section}："] if first else []) + [title]
        elif form == "table":
            if number == 1:
                lines += ["| 栏目 | 标题 | 页码 |", "| --- | --- | --- |"]
            lines.append(f"| {section} | {title} | {page} |")
        elif form == "credits":
            lines += ([f"【{section}】"] if first else []) + [f"{title}…………………王芳（{page}）"]
        elif form == "squares":
            lines += ([f"■ {section}"] if first else []) + [f"·{title}"]
        elif form == "dots":
            lines += ([section] if first else []) + [f"● {title}"]
        elif form == "wrapped":
            cut = 18 if len(title) > 24 else len(title)
            lines += (
                ([section] if first else []) + [f"{title[:cut]}", f"　　{title[cut:]} ·········{page}"]
                if cut < len(title)
                else ([section] if first else []) + [f"{title} ·········{page}"]
            )
        page += 2
    return "\n".join(lines) + "\n"


def _numeral(section: str) -> str:
    named = {own: name for name, own in OWN_NAMES.items()}.get(section, section)
    return "一二三四"[["要闻速递", "监督纵横", "代表工作", "工作简讯"].index(named)]


def _shown(section: str, style: dict[str, str]) -> str:
    """Return a section as it should come out: with its number where the contents page, or else the body, prints one."""
    bare = style["contents"] in ("none", "flat")
    if style["contents"] in ("numbered sections", "numerals", "bold numerals") or (
        bare and style["columns"] == "numeral"
    ):
        return f"{_numeral(section)}、{section}"
    return f"（{_numeral(section)}）{section}" if style["contents"] == "parentheses" else section


def _column(section: str, style: dict[str, str]) -> str:
    return {
        "bare": f"{section}\n", "brackets": f"【{section}】\n", "diamond": f"◆ {section}\n", "bold": f"**{section}**\n", "corners": f"「{section}」\n",
        "numeral": f"{_numeral(section)}、{section}\n", "stars": f"★ {section} ★\n", "spaced": " ".join(section) + "\n", "dashes": f"——{section}——\n",
        "lenses": f"〖{section}〗\n", "lozenges": f"◇{section}◇\n",
    }[style["columns"]]  # fmt: skip


def _headline(title: str, style: dict[str, str]) -> str:
    main, dash, rest = title.partition("——")
    if dash:
        return (
            _headline(main, {**style, "headline": "one" if style["headline"] == "space" else style["headline"]})
            + ("\n" if style["paragraphs"] == "blank" else "")
            + f"　　　　——{rest}\n"
        )
    cut = len(title) // 2 + 1
    return {
        "one": title, "two": f"　　{title[:cut]}\n　　{title[cut:]}", "two gap": f"{title[:cut]}\n\n{title[cut:]}",
        "hash": f"## {title}", "bold": f"**{title}**", "space": f"{title[:cut]} {title[cut:]}", "numbered": f"2. {title}",
    }[style["headline"]] + "\n"  # fmt: skip


def _padded(names: list[str]) -> str:
    return " ".join(name[0] + " " + name[1] if len(name) == 2 else name for name in names)


def _byline(piece: Piece, style: dict[str, str]) -> str:
    people = "、".join(piece.authors)
    form = style["byline"]
    if form == "padded":
        return f"({piece.unit} {_padded(piece.authors)})"
    if form in ("own", "inline"):
        return f"（{piece.unit}  {people}）"
    if form == "supplied":
        return f"（供稿：{piece.unit}　{people}）"
    if form == "right":
        return f"　　　　　　　　{piece.unit} {people}"
    return {"unit": f"（{piece.unit}）", "names": f"（{people}）", "none": ""}[form]


def _piece(piece: Piece, style: dict[str, str], number: int, dice: random.Random) -> str:
    out = []
    if piece.title is not None:
        out.append(_headline(piece.title, style))
    paragraphs = list(piece.paragraphs)
    byline = _byline(piece, style)
    if style["byline"] == "inline":
        paragraphs[-1] += byline
    if piece.title is None and style["briefs"] != "blank":
        paragraphs[0] = {
            "dot": "● ",
            "number": f"{number - 3}. ",
            "triangle": "▲ ",
            "diamond": "◇",
        }[style["briefs"]] + paragraphs[0]
    printed = [_paragraph(text, style) for text in paragraphs]
    longest = max(range(len(printed)), key=lambda i: len(paragraphs[i]))
    if style["pages"] != "none" and piece.title is not None:
        printed[longest] = _broken(paragraphs[longest], style, number, dice)
    out += printed
    if byline and style["byline"] != "inline":
        out.append(byline)
    gap = "\n\n" if style["paragraphs"] in ("blank", "wrapped blank") else "\n"
    return gap.join(part.rstrip("\n") for part in out) + "\n"


def _paragraph(text: str, style: dict[str, str]) -> str:
    form = style["paragraphs"]
    if form == "wrapped indent":
        return "\n".join(_wrapped("　　" + text, 68))
    if form == "wrapped blank":
        return "\n".join(_wrapped(text, 70))
    return "　　" + text if form == "indent" else text


def _wrapped(text: str, columns: int) -> list[str]:
    """Cut a text into lines of some columns; no line begins with a closing mark."""
    lines, line, width = [], "", 0
    for char in text:
        wide = 1 if char.isascii() else 2
        if width + wide > columns and char not in "，。、；：）”！？":
            lines.append(line)
            line, width = "", 0
        line += char
        width += wide
    return [*lines, line]


def _broken(text: str, style: dict[str, str], number: int, dice: random.Random) -> str:
    """Let a page end in the middle of a paragraph."""
    between = {
        "numbers": f"\n\n— {number + 1} —\n\n", "feeds": "\n\f\n", "heads": f"\n- {number + 1} -\n\f泸州人大信息　2024年第7期\n\n",
    }[style["pages"]]  # fmt: skip
    if style["paragraphs"].startswith("wrapped"):
        lines = _paragraph(text, style).split("\n")
        if len(lines) < 3:
            return "\n".join(lines)
        cut = dice.randrange(1, len(lines) - 1)
        return "\n".join(lines[:cut]) + between + "\n".join(lines[cut:])
    places = [
        i for i in range(30, len(text) - 12) if text[i - 1] not in "。；：！？”" and text[i] not in "”，。、；：！？"
    ]
    if not places:
        return _paragraph(text, style)
    cut = dice.choice(places)
    return _paragraph(text[:cut], style) + between + text[cut:]
