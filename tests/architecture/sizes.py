"""How long files and functions are; `make check` prints it."""

from __future__ import annotations

from statistics import median, quantiles

from tests.architecture.sources import Source, modules

AIM_FILE, AIM_FUNCTION = 150, 20
SHOWN = 8


def report(sources: list[Source]) -> str:
    """Median, 90th percentile and the longest, against the aim."""
    files = sorted(((source.lines, str(source)) for source in sources if source.lines), reverse=True)
    functions = sorted(
        (
            ((function.end_lineno or 0) - function.lineno + 1, f"{source.at(function)} {function.name}")
            for source in sources
            for function in source.functions()
        ),
        reverse=True,
    )
    return "\n".join((*_part("files", AIM_FILE, files), *_part("functions", AIM_FUNCTION, functions)))


def _part(kind: str, aim: int, measured: list[tuple[int, str]]) -> list[str]:
    lengths = [lines for lines, _ in measured]
    ninety = quantiles(lengths, n=10)[-1]
    middle = f"median {median(lengths):.0f}, p90 {ninety:.0f} lines"
    head = f"{kind}: {len(lengths)}, {middle} (aim {aim}); the longest:"
    return [head, *(f"  {lines:4d}  {name}" for lines, name in measured[:SHOWN])]


if __name__ == "__main__":
    print(report(modules()))
