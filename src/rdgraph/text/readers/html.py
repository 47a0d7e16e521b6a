"""Web pages: the main text of the page with its title and its source line; navigation is dropped."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser, LexborNode

from rdgraph.errors import SourceError
from rdgraph.text.decode import DAMAGED, REPLACEMENT, decode
from rdgraph.text.normalize import fold
from rdgraph.text.readers.content import MOST_BYTES, Content
from rdgraph.text.tables import pattern, table, words

DEEPEST = 400
"""Elements inside each other after which a page is taken apart no further."""
DEEPEST_PAGE = 3000
"""Elements inside each other from which a page is refused: parsing takes the square of it."""
PROSE = 25
"""Characters from which a block counts as prose."""
MAIN = 0.7
"""Share of the prose that the main part of a page holds."""
LINKED = 0.5
"""Share of linked characters from which a block is navigation."""

_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{2,30})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,30})")
_NESTING = re.compile(
    r"<(/?)(?:div|span|table|tbody|tr|td|ul|ol|dl|section|article|main|font|b|i|em|strong|blockquote|center|a|form)\b",
    re.IGNORECASE,
)
_GAP = re.compile(r"[ \t\r\n\f]+")
_HAN_GAP = re.compile(r"(?<=[\u2e80-\u9fff\uff00-\uffef]) ?\n ?(?=[\u2e80-\u9fff\uff00-\uffef])")


@dataclass(slots=True)
class _Block:
    """A line of the page, the elements around it, and how many of its characters are links."""

    text: str
    linked: int
    heading: int
    around: tuple[int, ...]
    dropped: bool

    @property
    def dense(self) -> str:
        return "".join(self.text.split())

    @property
    def prose(self) -> int:
        """The characters of prose that it holds."""
        size = len(self.dense)
        return size if size >= PROSE and self.linked <= LINKED * size and not self.dropped else 0


@dataclass(slots=True)
class _Walk:
    """Takes a page apart in reading order."""

    blocks: list[_Block] = field(default_factory=list)
    text: list[str] = field(default_factory=list)
    linked: int = 0
    heading: int = 0
    seen: int = 0

    def flush(self, around: tuple[int, ...], dropped: bool) -> None:
        joined = _HAN_GAP.sub("", _GAP.sub(lambda m: "\n" if "\n" in m[0] else " ", "".join(self.text)))
        text = joined.replace("\n", " ").strip()
        if text.strip("\u3000\xa0 "):
            self.blocks.append(_Block(text, self.linked, self.heading, around, dropped))
        self.text, self.linked, self.heading = [], 0, 0


def read_html(data: bytes, name: str) -> Content:
    """Read the main text of a web page."""
    if len(data) > MOST_BYTES // 8:
        raise SourceError.of("source.page-too-large", file=name)
    text = _decoded(data, name)
    if _depth(text) > DEEPEST_PAGE:
        raise SourceError.of("source.page-too-deep", file=name)
    tree = LexborHTMLParser(text)
    walk = _Walk()
    body = tree.body or tree.root
    if body is not None:
        _take_apart(body, walk)
    blocks = _main(walk.blocks)
    if not blocks:
        return Content("")
    return Content("\n\n".join(_with_metadata(tree, blocks)))


def _depth(text: str) -> int:
    """Return how deep the elements of a page nest, those left out that need no end tag."""
    depth = deepest = 0
    for match in _NESTING.finditer(text):
        depth = max(0, depth - 1) if match[1] else depth + 1
        deepest = max(deepest, depth)
    return deepest


def _decoded(data: bytes, name: str) -> str:
    """Decode a page as it says itself, and as any text where it says nothing or what does not hold."""
    if data[:3] != codecs.BOM_UTF8 and data[:2] not in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        said = _XML_ENCODING.match(data) or _CHARSET.search(data, 0, 1 << 14)
        if said is not None:
            encoding = said[1].decode("ascii").lower()
            encoding = "gb18030" if encoding.startswith(("gb", "x-gb")) else encoding
            encoding = "utf-8" if encoding.startswith(("utf-16", "utf-32")) else encoding  # its own bytes are ASCII
            try:
                text = data.decode(encoding, "replace")
            except (LookupError, UnicodeError):
                text = ""
            if text and text.count(REPLACEMENT) <= DAMAGED * len(text):
                return text
    return decode(data, name)


def _take_apart(root: LexborNode, walk: _Walk) -> None:
    """Walk through the elements without recursion: pages nest as deep as their makers like."""
    skipped = frozenset(words("web", "skipped"))
    inline = frozenset(words("web", "inline"))
    stack: list[tuple[LexborNode | None, tuple[int, ...], bool, int, str]] = [(root, (), False, 0, "enter")]
    while stack:
        node, around, dropped, linked, what = stack.pop()
        if what == "flush":
            walk.flush(around, dropped)
            continue
        if what == "cell":
            walk.text.append("\u3000\u3000")
            continue
        assert node is not None
        tag = node.tag or ""
        if tag == "-text":
            text = node.text_content or ""
            walk.text.append(text)
            walk.linked += linked * len("".join(text.split()))
            continue
        if tag in skipped or tag.startswith(("-", "!")) or _is_hidden(node):
            continue
        if tag == "br":
            walk.flush(around, dropped)
            continue
        stepped, within, link = around, dropped, linked
        block = tag not in inline
        if tag == "a":
            link = 1
        if block:
            walk.seen += 1
            stepped = (*around, walk.seen) if len(around) < DEEPEST else around
            within = dropped or tag in words("web", "beside") or _is_beside(node)
        if tag in ("td", "th"):
            stack.append((None, around, dropped, 0, "cell"))
        elif block:
            walk.flush(around, dropped)
            stack.append((None, stepped, within, 0, "flush"))
            if len(tag) == 2 and tag[0] == "h" and tag[1] in "123456":
                walk.heading = int(tag[1])
        for child in reversed(list(node.iter(include_text=True))):
            stack.append((child, stepped, within, link, "enter"))
    walk.flush((), False)


def _is_hidden(node: LexborNode) -> bool:
    attributes = node.attributes
    style = "".join((attributes.get("style") or "").lower().split())
    return "hidden" in attributes or "display:none" in style or "visibility:hidden" in style


def _is_beside(node: LexborNode) -> bool:
    """Tell whether the class or id of an element says that it is not part of the text."""
    attributes = node.attributes
    said = f"{attributes.get('class') or ''} {attributes.get('id') or ''} {attributes.get('role') or ''}".lower()
    return pattern("web", "beside_names").search(said) is not None


def _main(blocks: list[_Block]) -> list[_Block]:
    """Return the blocks of the deepest element that holds most prose, with the title and source line before it."""
    total = sum(block.prose for block in blocks)
    if not total:
        return [b for b in blocks if not b.dropped and b.linked <= LINKED * len(b.dense)]
    held: dict[int, int] = {}
    for block in blocks:
        for element in block.around:
            held[element] = held.get(element, 0) + block.prose
    depth: dict[int, int] = {element: at for block in blocks for at, element in enumerate(block.around)}
    members = Counter(element for block in blocks for element in block.around)
    enough = [element for element, prose in held.items() if prose >= MAIN * total and members[element] > 1]
    main = max(enough, key=lambda element: depth[element], default=0)
    inside = [index for index, b in enumerate(blocks) if main in b.around or not main]
    first, last = inside[0], inside[-1]
    kept = []
    for index, block in enumerate(blocks):
        navigation = block.dropped or block.linked > LINKED * max(1, len(block.dense))
        within = first <= index <= last and not navigation
        leads = index < first and not navigation and _leads(block)
        if within or leads:
            kept.append(block)
    return kept


def _leads(block: _Block) -> bool:
    """Tell whether a block before the main text is its title or its source line."""
    return bool(block.heading) or pattern("body", "dateline").match(fold(block.text)) is not None


def _with_metadata(tree: LexborHTMLParser, blocks: list[_Block]) -> list[str]:
    """Return the lines of a page, with the title and the source line that only its head gives."""
    given = _metadata(tree)
    lines = [block.text for block in blocks]
    said = {fold(block.dense) for block in blocks[:12]}
    heading = next((index for index, block in enumerate(blocks[:12]) if block.heading), None)
    title = given.get("title", "")
    if heading is None and title and fold("".join(title.split())) not in said:
        lines.insert(0, title)
    if heading is None:
        heading = next((i for i, line in enumerate(lines[:12]) if "".join(line.split()) == "".join(title.split())), -1)
    if any(pattern("body", "dateline").match(fold(line)) for line in lines[:12]):
        return lines
    labels = table("web")["labels"]
    line = "　".join(f"{labels[key]}：{given[key]}" for key in ("source", "date") if given.get(key))
    if line:
        lines.insert(heading + 1, line)
    return lines


def _metadata(tree: LexborHTMLParser) -> dict[str, str]:
    """Return what the <meta> elements of a government page say of its article; nothing is read into <title>."""
    names = {name.lower(): key for key, row in table("web")["metadata"].items() for name in row.split()}
    given: dict[str, str] = {}
    for node in tree.css("meta"):
        attributes = node.attributes
        name = (attributes.get("name") or attributes.get("property") or "").lower()
        value = " ".join((attributes.get("content") or "").split())
        if name in names and value:
            given.setdefault(names[name], value)
    if "date" in given:
        match = re.match(r"\d{4}[-./年]\d{1,2}[-./月]\d{1,2}日?", given["date"])
        given["date"] = match[0] if match else ""
    return given
