"""The private-use characters that stand for mentions in a tape, one per entity type.

Patterns write them as ``{Mechanism}``; a group such as ``{Organ}`` is a set of them. Sources hold none of these
characters: folding replaces private-use characters before any matching.
"""

from __future__ import annotations

TYPES: tuple[str, ...] = (
    "Division",
    "StandingCommittee",
    "CongressBody",
    "Procuratorate",
    "Court",
    "LiaisonStation",
    "Government",
    "PartyCommittee",
    "Department",
    "Company",
    "School",
    "Institute",
    "Organization",
    "Person",
    "Mechanism",
    "Program",
    "Platform",
    "Place",
    "Document",
)

CHARACTER: dict[str, str] = {name: chr(0xE100 + i) for i, name in enumerate(TYPES)}
TYPE_OF: dict[str, str] = {char: name for name, char in CHARACTER.items()}

GROUPS: dict[str, tuple[str, ...]] = {
    "Congress": ("StandingCommittee", "CongressBody"),
    "Authority": (
        "StandingCommittee", "CongressBody", "Procuratorate", "Court", "Government", "PartyCommittee", "Department",
    ),
    "Organ": (
        "StandingCommittee", "CongressBody", "Procuratorate", "Court", "Government", "PartyCommittee", "Department",
        "LiaisonStation", "Company", "School", "Institute", "Organization",
    ),
    "Supervised": ("Procuratorate", "Court", "Government", "Department", "Organization"),
    "Practice": ("Mechanism", "Program", "Platform"),
    "Target": ("Place", "Company", "School"),
    "Site": ("Place", "Company", "School", "Institute", "Organization", "Platform", "LiaisonStation"),
    "Entity": TYPES,
}  # fmt: skip


def character_class(name: str) -> str | None:
    """Return the pattern for a type or a group of types, or None where there is no such name."""
    if name in CHARACTER:
        return CHARACTER[name]
    if name in GROUPS:
        return "[" + "".join(CHARACTER[member] for member in GROUPS[name]) + "]"
    return None
