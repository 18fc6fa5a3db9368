"""From one Ibis expression to one SQL text per dialect, with the resident filter inside each base table."""

from __future__ import annotations

from dataclasses import dataclass

import ibis.backends.sql.compilers as compilers
import ibis.expr.types as ir
import sqlglot as sg
import sqlglot.expressions as sge
from sqlglot.optimizer.pushdown_projections import pushdown_projections
from sqlglot.optimizer.qualify_columns import qualify_columns

from gongwei.engine.slots import as_parameters, used
from gongwei.engine.tables import Source, Tables

POSTGRES, DUCKDB, SPARK = "postgres", "duckdb", "pyspark"
_COMPILERS = {
    POSTGRES: compilers.postgres.compiler,
    DUCKDB: compilers.duckdb.compiler,
    SPARK: compilers.pyspark.compiler,
}
_MARK = {POSTGRES: "%({})s", DUCKDB: "${}", SPARK: ":{}"}
_NARROWED = {"resident": "residents", "institution": "institutions"}
_SQLGLOT = {POSTGRES: "postgres", DUCKDB: "duckdb", SPARK: "spark"}


@dataclass(frozen=True)
class Statement:
    """A compiled expression: text with named parameters, the slots it needs and the tables it reads."""

    text: str
    slots: tuple[str, ...]
    tables: tuple[str, ...]
    narrowed: bool


def compile_expression(
    expression: ir.Table, tables: Tables, dialect: str, *, narrowed: bool, of: str = "resident"
) -> Statement:
    """Compile for one dialect; ``narrowed`` puts ``person = ANY(residents)`` into every table about people.

    For a statement of="institution" it is ``site = ANY(institutions)`` in every table of institutions' own work.

    The filter goes into the base tables because outside of them it cannot pass windows and unions (design §5:
    1.4 s against 2 ms for one resident).
    """
    written = _COMPILERS[dialect].to_sqlglot(expression.unbind()).sql(dialect=_SQLGLOT[dialect])
    tree = _pruned(sg.parse_one(written, dialect=_SQLGLOT[dialect]), tables)  # Ibis's own tree shares nodes
    local = {cte.alias for cte in tree.find_all(sge.CTE)}
    read: set[str] = set()
    for table in list(tree.find_all(sge.Table)):
        if table.name in local or table.name not in tables:
            continue
        read.add(table.name)
        table.replace(_base(tables.source(table.name), dialect, of if narrowed else "", table))
    text = tree.sql(dialect=_SQLGLOT[dialect])
    return Statement(
        as_parameters(text, dialect).replace("__narrowed__", _MARK[dialect].format(_NARROWED[of])),
        used(text),
        tuple(sorted(read)),
        narrowed,
    )


def _pruned(tree: sge.Expr, tables: Tables) -> sge.Expr:
    """Drop every column that nothing above it reads: less than half the text, and of PostgreSQL's planning.

    Ibis carries all columns of a table through each step; a form has sixty, a rule reads five.
    """
    schema: dict[str, object] = {source.name: dict.fromkeys(source.columns, "unknown") for source in tables}
    pruned = pushdown_projections(qualify_columns(tree, schema=schema, expand_alias_refs=False))
    for identifier in pruned.find_all(sge.Identifier):
        identifier.set("quoted", True)
    return pruned


def _columns_used(table: sge.Table) -> set[str]:
    """The columns that the SELECT around a table reads from it."""
    select = table.find_ancestor(sge.Select)
    assert select is not None
    name = table.alias or table.name
    return {column.name for column in select.find_all(sge.Column) if column.table == name}


def _base(source: Source, dialect: str, narrowed_to: str, table: sge.Table) -> sge.Expression:
    """The rows of a table that count, narrowed to the residents (or institutions) asked for, as a subquery."""
    used_columns = _columns_used(table)
    names = [name for name in source.columns if name in used_columns] or list(source.columns)[:1]
    listed = [_column(source, name, dialect) for name in names]
    conditions = []
    if source.valid and dialect == POSTGRES:
        conditions.append(source.valid)
    owner = {"resident": source.person, "institution": source.site}.get(narrowed_to)
    if owner:
        conditions.append(f'"{owner}" = ANY(__narrowed__)')
    where = f" WHERE {' AND '.join(conditions)}" if conditions else ""
    query = sg.parse_one(f'SELECT {", ".join(listed)} FROM "{source.name}"{where}', dialect="postgres")
    assert isinstance(query, sge.Select)
    return query.subquery(table.alias or source.name)


def _column(source: Source, name: str, dialect: str) -> str:
    """A column as expressions see it: uuid as text, moments as China's wall clock."""
    if dialect == POSTGRES and name in source.as_text:
        return f'CAST("{name}" AS TEXT) AS "{name}"'
    if dialect == POSTGRES and source.columns[name] == "timestamp":
        return f"""("{name}" AT TIME ZONE 'Asia/Shanghai') AS "{name}\""""
    return f'"{name}"'
