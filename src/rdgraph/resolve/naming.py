"""From a mention to the key and label of its entity."""

from __future__ import annotations

from dataclasses import dataclass

import regex

from rdgraph.model.facts import Key
from rdgraph.model.found import Mention
from rdgraph.resolve.areas import AreaResolver
from rdgraph.rules.alphabet import GROUPS
from rdgraph.rules.divisions import Division
from rdgraph.rules.gazetteer import Gazetteer
from rdgraph.rules.pack import RulePack

_FOLDERS = {
    "Division": "division",
    "Person": "person",
    "Document": "document",
    "Place": "place",
    **dict.fromkeys(GROUPS["Practice"], "practice"),
}
_TOWN_COMMITTEE = regex.compile(
    r"(?:人大常委会)?(?P<town>\p{Han}{2,8}(?:街道|镇|乡))(?:人大)?(?:工委|工作委员会|工作委员会办公室)"
)
"""区人大常委会清波街道工委 is 清波街道人大工委."""
_STATE = "中华人民共和国"
"""Laws are known without it: 《中华人民共和国监督法》 is 监督法."""
_LONG_FORMS = (("人民代表大会常务委员会", "人大常委会"), ("人民检察院", "检察院"), ("人民法院", "法院"))


@dataclass(frozen=True, slots=True)
class Named:
    """What a mention was found to name. `area` is the division in its name, if any."""

    key: Key
    type: str
    label: str
    area: Division | None


class Namer:
    """Names the entities of one article."""

    def __init__(self, pack: RulePack, gazetteer: Gazetteer, areas: AreaResolver) -> None:
        self._pack, self._gazetteer, self._areas = pack, gazetteer, areas
        pairs = (pair.partition("=") for pair in pack.lists["organ-forms"])
        self._organ_forms = [(long, short) for long, _, short in pairs]

    def name(self, mention: Mention) -> Named | str:
        """Return the entity's key and label, or the reason why the mention cannot be linked."""
        if mention.type == "Division":
            division = self._gazetteer.by_key(mention.area or "")
            if division is None:
                return "unknown-division"
            return Named(division_key(division), "Division", division.name, division)
        if mention.type in GROUPS["Practice"] and (brand := self._pack.brand_of(mention.core or mention.name)):
            return Named(("practice", brand.name), brand.type or mention.type, brand.name, None)
        folder = _FOLDERS.get(mention.type, "org")
        rest = mention.name
        if "{area}" in rest:
            division = self._areas.resolve(mention.area or "")
            if division is None:
                return "area-unknown"
            rest = rest.replace("{area}", "")
            if mention.type == "CongressBody" and (town := _TOWN_COMMITTEE.fullmatch(rest)):
                qualified = self._gazetteer.qualified_name(division) + town["town"] + "人大工委"
                return Named((folder, qualified), mention.type, division.name + rest, division)
            label = short_forms(division.name + rest)
            qualified = short_forms(self._gazetteer.qualified_name(division) + rest)
            if mention.type in ("CongressBody", "Department"):
                qualified = self._one_form(qualified)
            return Named((folder, qualified), mention.type, label, division)
        label = short_forms(rest)
        if mention.type == "Document" and label.startswith(_STATE):
            return Named((folder, label.removeprefix(_STATE)), mention.type, label.removeprefix(_STATE), None)
        if mention.scope == "national":
            return Named((folder, label), mention.type, label, None)
        owner = self._areas.resolve("")
        if owner is None:
            return "area-unknown"
        identity = mention.core or label
        if mention.type == "CongressBody" and (town := _TOWN_COMMITTEE.fullmatch(label)):
            qualified = self._gazetteer.qualified_name(owner) + town["town"] + "人大工委"
            return Named((folder, qualified), mention.type, label, owner)
        return Named((folder, self._gazetteer.qualified_name(owner), identity), mention.type, label, owner)

    def _one_form(self, organ: str) -> str:
        """Return the one form by which an organ is known under all its names: 社会建设委员会 and 社建委 are 社会委."""
        for long, short in self._organ_forms:
            organ = organ.replace(long, short)
        return organ


def division_key(division: Division) -> Key:
    """Return the key of a division."""
    return ("division", division.key)


def short_forms(name: str) -> str:
    """Return a name with the short forms that the model prescribes (人民检察院 → 检察院)."""
    for long, short in _LONG_FORMS:
        name = name.replace(long, short)
    return name
