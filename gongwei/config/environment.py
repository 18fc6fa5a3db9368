"""Reading the environment: the only place from which settings come."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from psycopg import ProgrammingError
from psycopg.conninfo import conninfo_to_dict

from gongwei.config import postgres
from gongwei.config.cluster import PORT
from gongwei.kernel.errors import UserError

TRUE, FALSE = {"1", "true", "yes", "on"}, {"", "0", "false", "no", "off"}


def flag(name: str, default: bool = False) -> bool:
    """A yes or no; anything else is refused."""
    value = os.environ.get(name, str(default)).strip().lower()
    if value not in TRUE | FALSE:
        raise UserError(f"环境变量 {name} 应为 1 或 0，现在是“{value}”")
    return value in TRUE


def words(name: str, default: str = "") -> list[str]:
    """A list separated by commas."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def number(name: str, default: int) -> int:
    """A whole number."""
    value = os.environ.get(name, str(default))
    try:
        return int(value)
    except ValueError:
        raise UserError(f"环境变量 {name} 应为整数，现在是“{value}”") from None


def adopt(file: Path) -> None:
    """Variables that the data folder brings with it (NAME=value a line): the day and the plan of a demo.

    What the environment itself says goes before.
    """
    for line in file.read_text("utf-8").splitlines() if file.exists() else ():
        name, _, value = line.partition("=")
        os.environ.setdefault(name.strip(), value.strip())


def secret_key(data: Path) -> str:
    """SECRET_KEY, else the key kept in the data folder, made on the first start."""
    if given := os.environ.get("SECRET_KEY"):
        return given
    path = data / "secret_key"
    try:
        data.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _write_secret(path, secrets.token_urlsafe(50))
        return path.read_text()
    except OSError as error:
        raise UserError(
            f"不能写入数据文件夹 {data}（{error.strerror}）；请用 GONGWEI_DATA 指定可写的文件夹"
        ) from error


def _write_secret(path: Path, secret: str) -> None:
    """Whole or not at all, for our eyes only; of two that make it at once the first one's stays."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secret)
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()


def database(data: Path) -> dict[str, object]:
    """DATABASE_URL, else the embedded server of the data folder."""
    common = {"ENGINE": "django.db.backends.postgresql", "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    url = os.environ.get("DATABASE_URL")
    if not url:
        server = postgres.of(data)
        return {
            **common,
            "NAME": postgres.DATABASE,
            "USER": postgres.ROLE,
            "HOST": str(server.cluster.socket_folder),
            "PORT": str(PORT),
        }
    try:
        parts = conninfo_to_dict(url)
    except ProgrammingError as error:
        raise UserError("环境变量 DATABASE_URL 应形如 postgresql://用户:密码@主机:端口/库名") from error
    django_names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    named = {django_names[key]: str(value) for key, value in parts.items() if key in django_names}
    return {
        **common,
        **named,
        "OPTIONS": {key: value for key, value in parts.items() if key not in django_names},
    }
