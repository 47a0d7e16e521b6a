"""A small newsletter graph for the browser tests: three issues, five areas, every kind of thing the view shows."""

from __future__ import annotations

from rdflib import RDF, XSD, Graph, Literal, URIRef
from rdflib.namespace import DCTERMS, PROV, SKOS

from rdgraph.graph.vocabulary import DEFAULT_BASE, NIF, RD, SCHEMA, mint, passage_iri

AREAS = {"杭州市": "330100", "临平区": "330113", "富阳区": "330111", "西湖区": "330106", "拱墅区": "330105"}


class Sample:
    """Adds articles, entities and statements whose passages are found by their words."""

    def __init__(self, *, text: bool = True) -> None:
        self.graph = Graph()
        self.text = text
        self.texts: dict[URIRef, str] = {}
        self.count = 0

    def add(self, s, p, o) -> None:
        self.graph.add((s, p, o))

    def entity(self, cls: str, name: str, *, aliases=(), iri: str | None = None, code: str = "") -> URIRef:
        node = mint(DEFAULT_BASE, cls.lower(), iri or name)
        self.add(node, RDF.type, RD[cls])
        self.add(node, SKOS.prefLabel, Literal(name, lang="zh"))
        for alias in aliases:
            self.add(node, SKOS.altLabel, Literal(alias, lang="zh"))
        if code:
            self.add(node, RD.adminCode, Literal(code))
        return node

    def issue(self, number: int, total: int, date: str) -> URIRef:
        node = mint(DEFAULT_BASE, "issue", "杭州人大信息", str(total))
        self.add(node, RDF.type, RD.Issue)
        self.add(node, DCTERMS.title, Literal("杭州人大信息", lang="zh"))
        self.add(node, RD.series, Literal("普刊"))
        self.add(node, RD.number, Literal(number))
        self.add(node, RD.totalNumber, Literal(total))
        self.add(node, DCTERMS.issued, Literal(date, datatype=XSD.date))
        return node

    def article(
        self, issue: URIRef, position: int, division: URIRef, title: str | None, text: str, author: str = ""
    ) -> URIRef:
        node = URIRef(f"{issue}/{position:02d}".replace("/issue/", "/article/"))
        self.texts[node] = text
        self.add(node, RDF.type, RD.Article)
        self.add(node, DCTERMS.isPartOf, issue)
        self.add(issue, DCTERMS.hasPart, node)
        self.add(node, RD.position, Literal(position))
        self.add(node, RD.articleKind, Literal("article" if title else "brief"))
        section = mint(DEFAULT_BASE, "section", "监督纵横" if title else "信息摘登")
        self.add(section, RDF.type, SKOS.Concept)
        self.add(section, SKOS.prefLabel, Literal("监督纵横" if title else "信息摘登", lang="zh"))
        self.add(node, RD.section, section)
        self.add(node, RD.division, division)
        if title:
            self.add(node, DCTERMS.title, Literal(title, lang="zh"))
        if author:
            self.add(node, DCTERMS.creator, self.entity("Person", author))
        if self.text:
            self.add(node, NIF.isString, Literal(text, lang="zh"))
        return node

    def passage(self, article: URIRef, words: str) -> URIRef:
        start = self.texts[article].index(words)
        node = passage_iri(article, start, start + len(words))
        self.add(node, RDF.type, NIF.Phrase)
        self.add(node, NIF.beginIndex, Literal(start))
        self.add(node, NIF.endIndex, Literal(start + len(words)))
        self.add(node, NIF.referenceContext, article)
        self.add(node, RD.page, Literal(3))
        if self.text:
            self.add(node, NIF.anchorOf, Literal(words))
        return node

    def state(self, article, s, p: str, o, words: str, *, confidence="0.9", modality: str = "", rule="") -> URIRef:
        self.count += 1
        node = mint(DEFAULT_BASE, "assertion", str(self.count))
        self.add(node, RDF.type, RD.Assertion)
        self.add(node, RDF.subject, s)
        self.add(node, RDF.predicate, RD[p])
        self.add(node, RDF.object, o)
        self.add(node, RD.article, article)
        self.add(node, RD.rule, Literal(rule or f"relation.{p}"))
        self.add(node, RD.confidence, Literal(confidence, datatype=XSD.decimal))
        self.add(node, PROV.wasDerivedFrom, self.passage(article, words))
        if modality:
            self.add(node, RD.modality, RD[modality])
        else:
            self.add(s, RD[p], o)
        return node

    def mention(self, article, *found) -> None:
        for node, words in found:
            self.state(article, article, "mentions", node, words, rule="mention", confidence="0.95")


def newsletter(*, text: bool = True) -> Graph:
    """Return the graph most tests open."""
    x = Sample(text=text)
    area = {name: x.entity("Division", name, code=code, iri=code) for name, code in AREAS.items()}
    for name in list(AREAS)[1:]:
        x.add(area[name], SCHEMA.containedInPlace, area["杭州市"])
    organ = {
        name: x.entity("StandingCommittee", f"{name}人大常委会", aliases=["区人大常委会"])
        for name in AREAS
        if name != "拱墅区"
    }
    for name, node in organ.items():
        x.add(node, RD.jurisdiction, area[name])
    lists = x.entity("Mechanism", "四张清单", aliases=["“四张清单”"])
    face = x.entity("Mechanism", "局长·代表面对面")
    three = x.entity("Mechanism", "三个一")
    gas = x.entity("Program", "“燃气进村”工程")
    station = x.entity("Platform", "检察e站")
    law = x.entity("Document", "职业教育法")
    court = x.entity("Court", "西湖区法院")

    first = x.issue(4, 710, "2025-06-19")
    second = x.issue(5, 711, "2025-07-18")
    third = x.issue(6, 712, "2025-08-20")
    city = x.article(
        first,
        1,
        area["杭州市"],
        "市人大常委会部署开展代表主题活动",
        "𠮷日，市人大常委会构建“四张清单”落实机制。市人大常委会将制定《职业教育法》实施意见。",
        "李兴军",
    )
    linping = x.article(
        first,
        2,
        area["临平区"],
        "临平区：“五式工作法”推动代表主题活动",
        "临平区人大常委会形成“四张清单”89条。落实“局长·代表面对面”。区人大常委会与西湖区法院会商。",
    )
    fuyang = x.article(
        second,
        1,
        area["富阳区"],
        "富阳区：多维发力助推管道燃气进村入户",
        "富阳区人大常委会推动“燃气进村”工程。开展“局长·代表面对面”，形成“四张清单”。全区18个乡镇街道通气。",
    )
    xihu = x.article(
        third,
        1,
        area["西湖区"],
        None,
        "西湖区人大常委会以“三个一”联动保护街区，在检察e站开展执法检查。西湖区法院参加三个一。",
    )

    x.mention(city, (lists, "“四张清单”"), (law, "《职业教育法》"), (organ["杭州市"], "市人大常委会"))
    x.mention(
        linping,
        (lists, "“四张清单”"),
        (face, "“局长·代表面对面”"),
        (organ["临平区"], "临平区人大常委会"),
        (court, "西湖区法院"),
    )
    x.mention(
        fuyang,
        (lists, "“四张清单”"),
        (face, "“局长·代表面对面”"),
        (gas, "“燃气进村”工程"),
        (organ["富阳区"], "富阳区人大常委会"),
    )
    x.mention(
        xihu, (three, "“三个一”"), (station, "检察e站"), (court, "西湖区法院"), (organ["西湖区"], "西湖区人大常委会")
    )

    x.state(city, organ["杭州市"], "implements", lists, "构建“四张清单”落实机制")
    x.state(city, organ["杭州市"], "issues", law, "将制定《职业教育法》实施意见", modality="planned")
    x.state(linping, organ["临平区"], "implements", lists, "形成“四张清单”89条")
    x.state(linping, organ["临平区"], "implements", face, "落实“局长·代表面对面”")
    x.state(linping, organ["临平区"], "cooperatesWith", court, "区人大常委会与西湖区法院会商", confidence="0.5")
    x.state(fuyang, organ["富阳区"], "participatesIn", gas, "推动“燃气进村”工程")
    x.state(fuyang, organ["富阳区"], "implements", face, "开展“局长·代表面对面”")
    x.state(fuyang, organ["富阳区"], "implements", lists, "形成“四张清单”")
    x.state(xihu, organ["西湖区"], "implements", three, "以“三个一”联动保护街区")
    x.state(xihu, organ["西湖区"], "implements", station, "在检察e站开展执法检查")
    x.state(xihu, three, "involves", court, "西湖区法院参加三个一")
    x.state(xihu, three, "targets", court, "西湖区法院参加三个一", confidence="0.7")

    act = x.entity("Activity", "", iri="a1")
    kind = mint(DEFAULT_BASE, "activity-type", "执法检查")
    x.add(kind, RDF.type, SKOS.Concept)
    x.add(kind, SKOS.prefLabel, Literal("执法检查", lang="zh"))
    x.graph.remove((act, SKOS.prefLabel, None))
    for p, o in (
        (RD.activityType, kind),
        (RD.object, Literal("街区保护")),
        (RD.article, xihu),
        (PROV.wasAssociatedWith, organ["西湖区"]),
    ):
        x.add(act, p, o)
    x.add(act, PROV.wasDerivedFrom, x.passage(xihu, "在检察e站开展执法检查"))
    amount = x.entity("Quantity", "", iri="q1")
    x.graph.remove((amount, SKOS.prefLabel, None))
    for p, o in (
        (RD.value, Literal("18", datatype=XSD.decimal)),
        (RD.unit, Literal("个")),
        (RD.quantityOf, Literal("乡镇街道")),
        (RD.article, fuyang),
    ):
        x.add(amount, p, o)
    x.add(amount, PROV.wasDerivedFrom, x.passage(fuyang, "全区18个乡镇街道通气"))
    return x.graph


HOSTILE = [
    "</script><script>window.pwned=1</script>",
    "<img src=x onerror=window.pwned=1>",
    '"><svg onload=window.pwned=1>',
    "javascript:window.pwned=1",
    "'; window.pwned=1; //",
    "{{ 7*7 }}<!--",
    "]]>&amp;&lt;b&gt;\u2028\u0001",
    '=HYPERLINK("http://example.org")',
]


def hostile() -> Graph:
    """Return a graph whose every text is an attack."""
    x = Sample()
    area = x.entity("Division", HOSTILE[1], code="330106", iri="330106")
    issue = x.issue(1, 1, "2025-06-19")
    text = "。".join(HOSTILE) + "。"
    article = x.article(issue, 1, area, HOSTILE[0], text, HOSTILE[2])
    organ = x.entity("StandingCommittee", HOSTILE[3], aliases=HOSTILE, iri="organ")
    for k, words in enumerate(HOSTILE):
        node = x.entity("Mechanism", f"{words} href {k}", aliases=[words], iri=f"m{k}")
        x.add(node, RD.unit, Literal(words))
        x.mention(article, (node, words))
        x.state(article, organ, "implements", node, words, rule=words)
    x.add(article, RD.byline, Literal(HOSTILE[0]))
    return x.graph
