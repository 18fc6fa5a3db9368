"""The documents that values, targets and rules cite; a ref to one that is not here is refused."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from gongwei.kernel.ref import Ref
from gongwei.kernel.region import RegionLevel
from gongwei.policy.problems import Key, PolicyError, Problem
from gongwei.policy.shape import Shape, fit
from gongwei.policy.strict_yaml import Source, read_yaml

Certainty = Literal["V", "K", "?"]
"""How sure a value is: V seen in a source, K known and sure, ? to be confirmed (shown 待核)."""

DOCUMENTS = Path(__file__).parent / "documents"


class Document(Shape):
    """One document: its title, who issued it and when, and its clauses with a paraphrase of our own."""

    id: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
    title: Annotated[str, Field(min_length=1)]
    number: str | None = None
    issuers: tuple[str, ...]
    addressees: tuple[str, ...] = ()
    date: dt.date | None
    level: RegionLevel | Literal["product"]
    status: Literal["consultation", "issued", "trial", "superseded", "ours"]
    region: Annotated[str, Field(pattern=r"^\d{6}$")] | None = None
    url: str | None = None
    parents: tuple[str, ...] = ()
    note: str | None = None
    clauses: dict[str, str]

    @model_validator(mode="after")
    def _clauses(self) -> Document:
        if not self.clauses:
            raise ValueError("clauses 至少要有一条，出处才有处可指")
        return self


class InlineDocuments(Shape):
    """Documents written inside a plan or a chapter's parameter file."""

    documents: tuple[Document, ...] = ()


class Library(Mapping[str, Document]):
    """All documents known to one loading, by id."""

    def __init__(self, documents: Iterable[Document]) -> None:
        self._documents = {document.id: document for document in documents}

    def __getitem__(self, document: str) -> Document:
        return self._documents[document]

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)

    def with_documents(self, documents: Iterable[Document]) -> Library:
        """This library and the documents of one more file."""
        return Library([*self._documents.values(), *documents])

    def complaint(self, ref: str) -> tuple[str, str] | None:
        """Why a ref does not resolve (expected, advice), or None when it does."""
        try:
            parsed = Ref(ref)
        except ValueError as error:
            return str(error), "请改正"
        document = self.get(parsed.document)
        if document is None:
            return f"出处 {ref} 指向未登记的文件 {parsed.document}", "请在 documents 中登记该文件，或改正编号"
        if parsed.clause not in document.clauses:
            return (
                f"出处 {ref} 指向《{document.title}》没有登记的条款 {parsed.clause}",
                f"请核对条款写法，或在文件 {parsed.document} 的 clauses 中补上",
            )
        return None

    def paraphrase(self, ref: str) -> str:
        """What the clause asks for, in our own words."""
        parsed = Ref(ref)
        return self[parsed.document].clauses[parsed.clause]

    def citation(self, ref: str) -> str:
        """A ref as people cite it: title, number and clause."""
        parsed = Ref(ref)
        document = self[parsed.document]
        number = f"（{document.number}）" if document.number else ""
        return f"《{document.title}》{number}{parsed.clause}"


def load_library(folder: Path = DOCUMENTS) -> Library:
    """Read every document of a folder; each file is named after the id it holds."""
    problems: list[Problem] = []
    documents: list[Document] = []
    for file in sorted(folder.glob("*.yaml")):
        try:
            source = read_yaml(file)
        except PolicyError as error:
            problems += error.problems
            continue
        document, found = fit(Document, source)
        problems += found
        if document is None:
            continue
        if document.id != file.stem:
            problems.append(source.problem(("id",), f"id 应与文件名 {file.stem} 相同", "请改正其一"))
        documents.append(document)
    known = {document.id for document in documents}
    for document in documents:
        for parent in document.parents:
            if parent not in known:
                file = folder / f"{document.id}.yaml"
                problems.append(Problem(file, 1, ("parents",), f"上级文件 {parent} 未登记", "请先登记"))
    if problems:
        raise PolicyError(problems)
    return Library(documents)


def inline_documents(source: Source, library: Library) -> tuple[tuple[Document, ...], list[Problem]]:
    """The documents written inside a plan or parameter file; one that we hold already is not written again."""
    found = source.data.get("documents") if isinstance(source.data, dict) else None
    if found is None:
        return (), []
    part = Source(source.file, {"documents": found}, source.lines)
    held, problems = fit(InlineDocuments, part)
    for place, document in enumerate(held.documents if held else ()):
        if document.id in library:
            expected = f"文件 {document.id} 已经登记"
            problems.append(source.problem(("documents", place, "id"), expected, "请直接引用，或换一个编号"))
    return (held.documents if held else ()), problems


def check_refs(source: Source, library: Library) -> list[Problem]:
    """Every ``ref`` of a file must resolve, wherever it stands, even when the rest is not in shape."""
    problems = []
    for key, ref in _refs(source.data, ()):
        complaint = library.complaint(ref)
        if complaint:
            problems.append(source.problem(key, *complaint))
    return problems


def _refs(data: Any, key: Key) -> Iterator[tuple[Key, str]]:
    if isinstance(data, dict):
        for name, value in data.items():
            if name == "ref" and isinstance(value, str):
                yield (*key, name), value
            elif (*key, name) != ("documents",):
                yield from _refs(value, (*key, name))
    elif isinstance(data, tuple):
        for place, item in enumerate(data):
            yield from _refs(item, (*key, place))
