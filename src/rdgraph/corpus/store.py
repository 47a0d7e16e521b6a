"""What a build keeps for the next one: blobs by key, and a journal that says which of them are whole.

A blob is written beside its place and renamed; its line in the journal is appended after that, in one write. So a
build that is killed loses nothing that it had finished, and nothing half-written is ever read: a blob counts only
where the journal has its SHA-256. Blobs are pickles of plain values of this package, and no other class is loaded.
"""

from __future__ import annotations

import collections
import datetime
import decimal
import hashlib
import io
import json
import os
import pickle
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from rdgraph.pipeline import write_atomically

FOLDER = ".rdgraph"
JOURNAL = "journal.jsonl"

_PLAIN = {
    ("collections", "Counter"): collections.Counter,
    ("datetime", "date"): datetime.date,
    ("decimal", "Decimal"): decimal.Decimal,
    ("builtins", "frozenset"): frozenset,
    ("builtins", "set"): set,
}
_OURS = ("rdgraph.model.", "rdgraph.corpus.records")


class _Unpickler(pickle.Unpickler):
    """Loads records of this package and a few plain classes, and calls nothing else."""

    def find_class(self, module: str, name: str) -> Any:  # noqa: ANN401
        plain = _PLAIN.get((module, name))
        if plain is not None:
            return plain
        if module.startswith(_OURS) and "." not in name:
            found = super().find_class(module, name)
            if isinstance(found, type) and found.__module__.startswith(_OURS):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")


def packed(value: object) -> bytes:
    """Return a value as bytes."""
    return pickle.dumps(value, protocol=5)


def unpacked(data: bytes) -> Any:  # noqa: ANN401
    """Return the value that `packed` made bytes of."""
    return _Unpickler(io.BytesIO(data)).load()


def key_of(*parts: object) -> str:
    """Return the key of what depends on some values and nothing else."""
    return hashlib.sha256("\0".join(map(str, parts)).encode("utf-8", "surrogatepass")).hexdigest()


class Store:
    """The blobs of one output folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._digests: dict[str, str] = {}
        self._states: dict[str, tuple[list[int], str]] = {}
        self._used: set[str] = set()
        self._used_states: set[str] = set()
        (folder / "blobs").mkdir(parents=True, exist_ok=True)
        self._load()

    def _load(self) -> None:
        try:
            lines = (self.folder / JOURNAL).read_bytes().split(b"\n")
        except FileNotFoundError:
            return
        for line in lines:
            try:
                row = json.loads(line)
                if "file" in row:
                    self._states[str(row["file"])] = ([int(n) for n in row["state"]], str(row["sha256"]))
                else:
                    self._digests[str(row["blob"])] = str(row["sha256"])
            except (ValueError, KeyError, TypeError):  # the last line of a killed build
                continue

    def _append(self, row: dict[str, object]) -> None:
        line = json.dumps(row, ensure_ascii=False) + "\n"
        with (self.folder / JOURNAL).open("ab") as file:
            if file.tell() and not self._ends_line():
                line = "\n" + line
            file.write(line.encode("utf-8", "surrogatepass"))

    def _ends_line(self) -> bool:
        with (self.folder / JOURNAL).open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"

    # ------------------------------------------------------------ blobs
    def place(self, key: str) -> Path:
        """Return where the blob of a key lies."""
        return self.folder / "blobs" / key[:2] / key

    def has(self, key: str) -> bool:
        """Tell whether a whole blob is kept under a key; the answer counts it as used."""
        return self._bytes(key) is not None

    def get(self, key: str) -> Any | None:  # noqa: ANN401
        """Return the value kept under a key, or None where there is none, or not the one that was written."""
        data = self._bytes(key)
        return None if data is None else unpacked(data)

    def _bytes(self, key: str) -> bytes | None:
        try:
            data = self.place(key).read_bytes()
        except OSError:
            return None
        if hashlib.sha256(data).hexdigest() != self._digests.get(key):
            return None
        self._used.add(key)
        return data

    def enter(self, key: str, digest: str) -> None:
        """Note that a blob is whole: what a worker has written counts from here on."""
        self._digests[key] = digest
        self._used.add(key)
        self._append({"blob": key, "sha256": digest})

    # ------------------------------------------------------------ files
    def hash_of(self, name: str, state: Iterable[int] | None) -> str | None:
        """Return the SHA-256 of a file seen before in the same state."""
        held = self._states.get(name)
        if held is None or state is None or held[0] != list(state):
            return None
        self._used_states.add(name)
        return held[1]

    def enter_file(self, name: str, state: Iterable[int], digest: str) -> None:
        """Note the SHA-256 of a file in a state."""
        self._states[name] = (list(state), digest)
        self._used_states.add(name)
        self._append({"file": name, "state": list(state), "sha256": digest})

    def prune(self) -> None:
        """Forget what this build did not use."""
        self._digests = {key: digest for key, digest in self._digests.items() if key in self._used}
        self._states = {name: held for name, held in self._states.items() if name in self._used_states}
        rows: list[dict[str, object]] = [
            {"file": name, "state": state, "sha256": digest} for name, (state, digest) in sorted(self._states.items())
        ]
        rows += [{"blob": key, "sha256": digest} for key, digest in sorted(self._digests.items())]
        text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        write_atomically(self.folder / JOURNAL, text.encode("utf-8", "surrogatepass"))
        for path in (self.folder / "blobs").glob("*/*"):
            if path.name not in self._digests:
                path.unlink(missing_ok=True)


def write_blob(folder: Path, key: str, value: object) -> str:
    """Write a blob and return its SHA-256; any process may do so."""
    data = packed(value)
    place = folder / "blobs" / key[:2] / key
    place.parent.mkdir(parents=True, exist_ok=True)
    temporary = place.with_name(f".{key}.{os.getpid()}")
    temporary.write_bytes(data)
    temporary.replace(place)
    return hashlib.sha256(data).hexdigest()
