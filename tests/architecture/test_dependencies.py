"""What is installed: each dependency with its reason, locked by hash, from wherever the machine gets its packages."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib

from tests.architecture.sources import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")

# Ibis is used as a compiler: neither pandas, nor a Spark session, is there in an installation.
COMPILE = """
import sys
class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {"pandas", "pyspark"}:
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Absent())
import ibis
visit = ibis.table({"resident_id": "int64", "served_on": "date", "sbp": "int16"}, name="visit")
last = visit.group_by("resident_id").agg(sbp=visit.sbp.argmax(visit.served_on))
for dialect in ("postgres", "duckdb", "pyspark"):
    print(dialect, len(ibis.to_sql(last, dialect=dialect)) > 50)
"""


def test_every_dependency_has_a_reason_and_is_locked() -> None:
    wanted = tomllib.loads(PROJECT)["project"]["dependencies"]
    assert len(wanted) > 15
    for requirement in wanted:
        name = re.split(r"[\[<>=]", requirement)[0]
        line = next(line for line in PROJECT.splitlines() if line.strip().startswith(f'"{requirement}"'))
        assert re.search(r",\s+# \w", line), f"{name}: why?"
        assert re.search(rf"^{re.escape(name)}==", LOCK, re.MULTILINE | re.IGNORECASE), name


def test_the_lock_names_no_place_to_download_from() -> None:
    assert re.findall(r"https?://\S+|--(?:index-url|extra-index-url|find-links)\b.*", LOCK) == []
    assert LOCK.count("--hash=sha256:") > 300


def test_expressions_compile_for_three_engines_without_pandas_and_spark() -> None:
    done = subprocess.run([sys.executable, "-c", COMPILE], capture_output=True, text=True, check=False)
    assert done.stdout.split() == ["postgres", "True", "duckdb", "True", "pyspark", "True"], done.stderr
