"""The saved questions: SPARQL in ``ontology/queries/*.rq``, what they mean in ``questions.yaml`` beside them.

A query says what it can be told in blocks of the form ``VALUES ?name { … }``, each with a default or ``UNDEF``, and so
runs unchanged in any SPARQL 1.1 engine. To bind a parameter is to put another RDF term into its block: the term is made
first and written by the engine's own serializer, so that no value, however hostile, can be more than a value.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any, Literal

import pyoxigraph as ox
import yaml

from rdgraph.errors import QueryError
from rdgraph.graph.resources import ontology_file

ParameterType = Literal["label", "text", "integer"]

_XSD_INTEGER = ox.NamedNode("http://www.w3.org/2001/XMLSchema#integer")
_LONGEST_VALUE = 200


@dataclass(frozen=True, slots=True)
class Parameter:
    """What a question can be told. A label is that of a node of one of the classes *of*, if any is named."""

    name: str
    zh: str
    en: str
    type: ParameterType
    default: str | None
    of: tuple[str, ...] = ()

    def term(self, value: str) -> ox.Literal:
        """Return *value* as the RDF term the query compares with; raise `QueryError` where it cannot be one."""
        if self.type == "integer":
            if not re.fullmatch(r"-?[0-9]{1,18}", value):
                raise self._refuse("question.integer", value)
            return ox.Literal(str(int(value)), datatype=_XSD_INTEGER)
        if not value.strip() or len(value) > _LONGEST_VALUE:
            raise self._refuse("question.length", value[:40])
        try:
            value.encode()
        except UnicodeEncodeError as error:
            raise self._refuse("question.unicode", ascii(value[:40])) from error
        return ox.Literal(value, language="zh") if self.type == "label" else ox.Literal(value)

    def _refuse(self, code: str, value: str) -> QueryError:
        return QueryError.of(code, place=f"{self.name}（{self.zh}）", value=value, most=_LONGEST_VALUE)


@dataclass(frozen=True, slots=True)
class Question:
    """One saved question."""

    name: str
    number: int | None
    zh: str
    en: str
    parameters: tuple[Parameter, ...]
    phrases: tuple[str, ...]
    sparql: str

    def bind(self, values: Mapping[str, str]) -> str:
        """Return the query with *values* for its parameters; those not given keep their defaults.

        Raises:
            QueryError: a parameter is unknown, or its value is not of its type.
        """
        known = {p.name: p for p in self.parameters}
        for name in values:
            if name not in known:
                raise QueryError.of(
                    "question.no-parameter", question=self.name, name=name, known="、".join(known) or "—"
                )
        query = self.sparql
        for name, value in values.items():
            block = f"VALUES ?{name} {{ {known[name].term(value)} }}"
            query = _block(name).sub(lambda _, text=block: text, query, count=1)  # type: ignore[misc]
        return query


@dataclass(frozen=True, slots=True)
class Catalogue:
    """All saved questions, by name, and the titles of columns."""

    questions: Mapping[str, Question]
    columns: Mapping[str, tuple[str, str]]

    def question(self, name: str) -> Question:
        """Return the question of that name."""
        try:
            return self.questions[name]
        except KeyError:
            raise QueryError.of("question.none", name=name) from None

    def title(self, variable: str, language: str = "zh") -> str:
        """Return the title of a column; the variable itself where it has none."""
        zh, en = self.columns.get(variable, (variable, variable))
        return en if language == "en" else zh


@cache
def catalogue() -> Catalogue:
    """Read the saved questions."""
    data = yaml.safe_load(ontology_file("queries/questions.yaml").read_text(encoding="utf-8"))
    questions = {}
    for record in data["questions"]:
        sparql = ontology_file(f"queries/{record['name']}.rq").read_text(encoding="utf-8")
        questions[record["name"]] = Question(
            name=record["name"],
            number=record.get("number"),
            zh=record["zh"],
            en=record["en"],
            parameters=tuple(
                _parameter(name, default, data["parameters"])
                for name, default in (record.get("parameters") or {}).items()
            ),
            phrases=tuple(record["phrases"]),
            sparql=sparql,
        )
    columns = {name: (title["zh"], title["en"]) for name, title in data["columns"].items()}
    return Catalogue(MappingProxyType(questions), MappingProxyType(columns))


def _parameter(name: str, default: Any, titles: Mapping[str, Mapping[str, Any]]) -> Parameter:  # noqa: ANN401
    own = default if isinstance(default, dict) else {"default": default}
    about = {**titles[name], **own}
    value = about["default"]
    return Parameter(
        name=name,
        zh=about["zh"],
        en=about["en"],
        type=about["type"],
        default=None if value is None else str(value),
        of=tuple(about.get("of", ())),
    )


def _block(name: str) -> re.Pattern[str]:
    return re.compile(rf"VALUES \?{re.escape(name)} {{ [^{{}}]* }}")
