"""Spark over the mart: a view per table for one county's build, or for many counties' builds joined in one store.

Only this module knows pyspark, an extra (`pip install 'gongwei[spark]'`); a county never needs it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import reduce
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession

from gongwei.engine.compile import Statement
from gongwei.engine.tables import Source
from gongwei.facts import building
from gongwei.facts.joining import APART, COMMON, numbered
from gongwei.facts.layout import File, Manifest, manifest_in

PLAIN = {
    "spark.sql.ansi.enabled": "true",  # a value that does not fit is an error, as in the other engines
    "spark.sql.session.timeZone": "Asia/Shanghai",
    "spark.ui.enabled": "false",
}

_TYPES = {"int16": "smallint", "int32": "int", "int64": "bigint", "timestamp": "timestamp_ntz"}


def session(master: str, **more: str) -> SparkSession:
    """A session with the settings under which all engines give the same rows."""
    builder = SparkSession.builder.master(master).appName("gongwei")
    for name, value in (PLAIN | {name.replace("__", "."): value for name, value in more.items()}).items():
        builder = builder.config(name, value)
    return builder.getOrCreate()


def show(spark: SparkSession, counties: Sequence[Path]) -> None:
    """A view for every table, over the folders of one build of each county.

    With one county its rows stand as they are. With several, numbers that the counties' databases gave are set apart;
    rows that all have in common (regions, the calendar) are there once.
    """
    builds = {folder: manifest_in(folder) for folder in counties}
    for source in building.all_sources():
        parts = [
            _set_apart(_table(spark, folder, manifest, source), source, place if len(builds) > 1 else 0)
            for place, (folder, manifest) in enumerate(builds.items())
        ]
        joined = reduce(DataFrame.unionByName, parts)
        common = COMMON.get(source.name, ()) if len(parts) > 1 else ()
        (joined.dropDuplicates([*common]) if common else joined).createOrReplaceTempView(source.name)


def rows(spark: SparkSession, statement: Statement, given: Mapping[str, Any]) -> tuple[list[str], list[Any]]:
    """The names of a statement's columns and its rows."""
    found = spark.sql(statement.text, {slot: given[slot] for slot in statement.slots})
    return found.columns, [tuple(row) for row in found.collect()]


def _table(spark: SparkSession, folder: Path, manifest: Manifest, source: Source) -> DataFrame:
    """The files of a table; where it has a patch, without the rows that are gone and with those that are fresh."""
    shape = ", ".join(f"`{name}` {_type(kind)}" for name, kind in source.columns.items())
    filed = _read(spark, folder, manifest.tables[source.name], shape)
    patch = manifest.patches.get(source.name)
    if patch is None:
        return filed
    gone = _read(spark, folder, (patch.gone,), f"`id` {_type(source.columns['id'])}")
    fresh = _read(spark, folder, (patch.fresh,), shape)
    return filed.join(gone, "id", "left_anti").select(filed.columns).unionByName(fresh)


def _read(spark: SparkSession, folder: Path, files: Sequence[File], shape: str) -> DataFrame:
    """Files in a shape that is known: no job is spent on looking, and no folder's name is taken for a column."""
    paths = (str(folder / file.path) for file in files)
    return spark.read.schema(shape).option("basePath", str(folder)).parquet(*paths).select(*_names(shape))


def _names(shape: str) -> list[str]:
    return re.findall(r"`(\w+)`", shape)


def _type(kind: str) -> str:
    """int16, string, decimal(8, 1), array<int16> … as Spark writes them; moments are China's wall clock."""
    if kind.startswith("array<"):
        return f"array<{_type(kind[len('array<') : -1])}>"
    return _TYPES.get(kind, kind)


def _set_apart(table: DataFrame, source: Source, county: int) -> DataFrame:
    return table.withColumns({name: table[name] + county * APART for name in numbered(source)}) if county else table
