"""A rule pack: rules with their patterns expanded, ready to be matched.

Patterns are `regex` patterns in verbose mode, so white space in them counts for nothing and ``#`` opens a comment.
``{name}`` in a pattern stands for a fragment, a word list (an alternation, longest word first) or a mention type;
``{name:first}`` and ``{name:last}`` for the first or last letters of a word list. A fragment that a later file defines
anew may hold ``{name}`` of itself, which is the earlier definition.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path

import regex
import yaml
from pydantic import ValidationError

from rdgraph.errors import RuleError
from rdgraph.rules import compiled
from rdgraph.rules.alphabet import GROUPS, TYPES, character_class
from rdgraph.rules.schema import ACTIVITIES, MODALITIES, PREDICATES, ROLES, Brand, Rule, RuleFile

BUNDLED = Path(__file__).parent / "data"

_REFERENCE = regex.compile(r"(?<!\\[pP])\{([A-Za-z_][\w-]*(?::first|:last)?)\}")
_FLAGS = regex.VERBOSE | regex.VERSION1

_REQUIRED = {
    "mention": ("type",),
    "relation": ("predicate",),
    "activity": ("type",),
    "modality": ("modality",),
    "agent": (),
    "topic": (),
    "quantity": (),
}
_OPTIONAL = {
    "mention": ("name", "core", "scope", "anaphor", "alias", "parent"),
    "relation": ("subject", "object", "role"),
    "activity": ("topical", "antecedent", "by"),
    "quantity": ("unit", "counts_as"),
}
_EVERYWHERE = {
    "id", "stage", "about", "pattern", "triggers", "priority", "confidence", "guards", "examples", "counter_examples",
}  # fmt: skip
_VOCABULARY = {
    ("mention", "type"): TYPES,
    ("relation", "predicate"): PREDICATES,
    ("relation", "role"): ROLES,
    ("activity", "type"): ACTIVITIES,
    ("modality", "modality"): MODALITIES,
    ("activity", "by"): GROUPS,
}


@dataclass(frozen=True)
class CompiledRule:
    """A rule and its place in the pack. Patterns compile when first asked for: most runs never need most of them."""

    rule: Rule
    expanded: str
    triggers: tuple[str, ...]
    file: str
    pack: RulePack = field(repr=False, compare=False)

    @cached_property
    def pattern(self) -> regex.Pattern[str]:
        """The pattern, compiled; raises `RuleError` where it lacks a group that its stage reads."""
        return self._compiled(self.rule.pattern, _groups(self.rule))

    @cached_property
    def antecedent(self) -> regex.Pattern[str] | None:
        """The pattern of what an act points back to, compiled; raises `RuleError` where it has no group object."""
        return None if self.rule.antecedent is None else self._compiled(self.rule.antecedent, ["object"])

    def _compiled(self, pattern: str, groups: Iterable[str]) -> regex.Pattern[str]:
        compiled = self.pack.compile(pattern, self.file, self.rule.id)
        for group in groups:
            if not any(name in compiled.groupindex for name in group.split("|")):
                raise RuleError.of("rule.group", file=self.file, place=self.rule.id, group=group)
        return compiled

    @cached_property
    def guards(self) -> tuple[tuple[str, regex.Pattern[str], bool], ...]:
        """``(guard name, compiled pattern, must match)`` of each guard that is a pattern."""
        found = []
        for name, value in self.rule.guards:
            if name == "only_in" or value is None:
                continue
            source = {
                "left": f"(?:{value}\n)$",  # a value may end in a comment
                "right": f"^(?:{value}\n)",
                "name": f"^(?:{value}\n)$",
            }[name.split("_")[1]]
            found.append((name, self.pack.compile(source, self.file, self.rule.id), name.startswith("only")))
        return tuple(found)


class RulePack:
    """All rules, fragments and lists of one or more folders of rule files; later folders override earlier ones."""

    def __init__(self, files: Mapping[str, RuleFile], digest: str) -> None:
        self.digest = digest
        self.fragments: dict[str, str] = {}
        self.lists: dict[str, tuple[str, ...]] = {}
        self._expanded: dict[str, str] = {}
        self._has_new_patterns = False
        self._brands: dict[str, Brand] = {}
        rules: dict[str, tuple[Rule, str]] = {}
        for file, content in files.items():
            for name, piece in content.fragments.items():
                if name in self.fragments:
                    # a later file's {name} inside its own `name` is the earlier definition: so is a fragment extended
                    piece = piece.replace(f"{{{name}}}", f"(?:{self.fragments[name]}\n)")
                self.fragments[name] = piece
            for name, words in content.lists.items():
                self.lists[name] = tuple(dict.fromkeys((*self.lists.get(name, ()), *words)))
            for brand in content.brands:
                for form in (brand.name, *brand.variants):
                    self._brands[_plain(form)] = brand
            for rule in content.rules:
                if rule.id in rules and Path(rules[rule.id][1]).parent == Path(file).parent:
                    raise RuleError.of("rule.duplicate", file=file, rule=rule.id)
                rules[rule.id] = (rule, file)
        self.rules: tuple[CompiledRule, ...] = tuple(
            self._checked(rule, file) for rule, file in rules.values() if rule.pattern
        )

    def _checked(self, rule: Rule, file: str) -> CompiledRule:
        for name in _REQUIRED[rule.stage]:
            if getattr(rule, name) is None:
                raise RuleError.of("rule.missing", file=file, place=rule.id, field=name)
        allowed = {*_EVERYWHERE, *_REQUIRED[rule.stage], *_OPTIONAL.get(rule.stage, ())}
        for name in sorted(rule.model_fields_set - allowed):
            raise RuleError.of("rule.no-effect", file=file, place=rule.id, field=name, stage=rule.stage)
        told = [
            (name, getattr(rule, name), words) for (stage, name), words in _VOCABULARY.items() if rule.stage == stage
        ]
        told += [("parent.type", rule.parent.type, TYPES)] if rule.parent is not None else []
        for name, value, words in told:
            if value is not None and value not in words:
                raise RuleError.of(
                    "rule.unknown-value", file=file, place=rule.id, field=name, value=value, known="、".join(words)
                )
        for name, value in rule.guards:
            if value and (rule.stage in ("agent", "modality") or (rule.stage == "quantity" and name == "only_in")):
                raise RuleError.of("rule.guard-no-effect", file=file, place=rule.id, guard=name, stage=rule.stage)
        triggers: list[str] = []
        for trigger in rule.triggers:
            reference = _REFERENCE.fullmatch(trigger)
            if reference is None:
                triggers.append(trigger)
            elif reference[1] in self.lists:
                triggers.extend(self.lists[reference[1]])
            elif (chars := character_class(reference[1])) is not None:
                triggers.extend(chars.strip("[]"))
            else:
                raise RuleError.of("rule.unknown-list", file=file, place=rule.id, name=trigger)
        return CompiledRule(rule, self.expand(rule.pattern, file, rule.id), tuple(triggers), file, self)

    def brand_of(self, name: str) -> Brand | None:
        """Return the shared brand that a name is a variant of, or None. Marks and spaces do not count."""
        return self._brands.get(_plain(name))

    def stage(self, stage: str) -> tuple[CompiledRule, ...]:
        """Return the rules of one stage, in pack order."""
        return tuple(r for r in self.rules if r.rule.stage == stage)

    def expand(self, pattern: str, file: str, place: str, _inside: tuple[str, ...] = ()) -> str:
        """Replace every ``{name}`` in a pattern; raise `RuleError` for unknown or circular names."""

        def replace(match: regex.Match[str]) -> str:
            name = match[1]
            if name in _inside:
                raise RuleError.of("rule.circular", file=file, place=place, name=name)
            if name not in self._expanded:
                base, _, edge = name.partition(":")
                if base in self.lists:
                    self._expanded[name] = _alternation(self.lists[base], edge)
                elif name in self.fragments:
                    inner = self.expand(self.fragments[name], file, place, (*_inside, name))
                    self._expanded[name] = f"(?:{inner}\n)" if "#" in inner else f"(?:{inner})"
                elif (chars := character_class(name)) is not None:
                    self._expanded[name] = chars
                else:
                    raise RuleError.of("rule.unknown-fragment", file=file, place=place, name=f"{{{name}}}")
            return self._expanded[name]

        expanded: str = _REFERENCE.sub(replace, pattern)
        return expanded

    def compile(self, pattern: str, file: str, place: str) -> regex.Pattern[str]:
        """Expand and compile a pattern; raise `RuleError` where it is no valid one."""
        source = self.expand(pattern, file, place)
        if source not in self._patterns:
            try:
                self._patterns[source] = regex.compile(source, _FLAGS)
            except regex.error as error:
                raise RuleError.of("rule.pattern", file=file, place=place, error=error) from error
            self._has_new_patterns = True
        return self._patterns[source]

    @cached_property
    def _patterns(self) -> dict[str, regex.Pattern[str]]:
        return compiled.load(self.digest)

    def compile_all(self) -> None:
        """Compile the patterns and guards of every rule now, or find them kept."""
        for rule in self.rules:
            _ = rule.pattern, rule.guards, rule.antecedent

    def keep_patterns(self) -> None:
        """Let the next run find what this one had to compile."""
        if self._has_new_patterns:
            compiled.save(self.digest, self._patterns)
            self._has_new_patterns = False


_SLOT = regex.compile(r"\{(\w+)\}")


def _groups(rule: Rule) -> list[str]:
    """Return the named groups that a rule's pattern must have, ``a|b`` for one of two."""
    if rule.stage == "mention":
        slots = _SLOT.findall(f"{rule.name or ''}{rule.core or ''}")
        return [s for s in dict.fromkeys(slots) if s not in ("area", "m")] + ["parent"] * (rule.parent is not None)
    if rule.stage == "relation":
        return [end for end in (rule.subject, rule.object) if end not in ("agent", "body")]
    if rule.stage == "activity":
        return [] if rule.topical or rule.antecedent else ["object"]
    return {"quantity": ["number", "unit"], "topic": ["object"], "agent": ["agent|body"]}.get(rule.stage, [])


_MARKS = str.maketrans("", "", " “”‘’、，·—《》　")


def _alternation(words: Iterable[str], edge: str) -> str:
    """Return a pattern for any of some words, longest first; for an *edge*, the class of their first or last letters.

    A class is looked up at once where an alternation is tried word by word: ``(?!{list:first})|(?!{list})``.
    """
    if edge:
        at = 0 if edge == "first" else -1
        return "[" + "".join(sorted({regex.escape(w[at]) for w in words})) + "]"
    return "(?:" + "|".join(regex.escape(w) for w in sorted(set(words), key=lambda w: (-len(w), w))) + ")"


def _plain(name: str) -> str:
    return name.translate(_MARKS)


def load_files(folders: Iterable[Path]) -> tuple[dict[str, RuleFile], str]:
    """Read every ``*.yaml`` below the folders, in name order; return them by path, with the SHA-256 of it all."""
    files: dict[str, RuleFile] = {}
    digest = hashlib.sha256()
    for folder in folders:
        paths = sorted(folder.glob("*.yaml"))
        if not paths:
            raise RuleError.of("rule.no-file", file=str(folder))
        for path in paths:
            data = path.read_bytes()
            digest.update(path.name.encode() + b"\0" + data + b"\0")
            try:
                files[str(path)] = RuleFile.model_validate(yaml.load(data, Loader=yaml.CSafeLoader) or {})
            except yaml.YAMLError as error:
                mark = getattr(error, "problem_mark", None)
                line = f"第 {mark.line + 1} 行 line {mark.line + 1}" if mark else ""
                raise RuleError.of("rule.yaml", file=str(path), place=line) from error
            except ValidationError as error:
                first = error.errors()[0]
                place = _place(data, first["loc"])
                raise RuleError.of("rule.schema", file=str(path), place=place, error=first["msg"]) from error
    return files, digest.hexdigest()


def _place(data: bytes, location: tuple[int | str, ...]) -> str:
    raw = yaml.load(data, Loader=yaml.CSafeLoader)
    if len(location) > 1 and location[0] == "rules":
        rule = raw["rules"][location[1]]
        if isinstance(rule, dict) and "id" in rule:
            return f"{rule['id']} {'.'.join(map(str, location[2:]))}"
    return ".".join(map(str, location))


@cache
def load_pack(*folders: Path) -> RulePack:
    """Return the bundled rule pack, extended and overridden by the folders given."""
    return RulePack(*load_files((BUNDLED, *folders)))
