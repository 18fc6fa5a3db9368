"""What the tests of record pages share: a client of a role, the fields of a sheet, a whole paper."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django.test import Client

from gongwei.people.models import Resident
from gongwei.people.tests.cast import VILLAGE_A1, Cast

WHOLE = {"whole": "1", "version": "0"}


def client_of(cast: Cast, role: str) -> Client:
    """A browser in which the account of the role is logged in."""
    client = Client()
    client.force_login(cast.user(role))
    return client


def sheet(id: str, **typed: Any) -> dict[str, Any]:
    """What a sheet of questions sends; a fresh UUID unless one is given."""
    return {"sheet": id, "key": str(uuid.uuid4()), **typed}


def paper(**typed: Any) -> dict[str, Any]:
    """What the paper of a record sends: identity, the fields beside it, and the mark that it is whole."""
    key = str(uuid.uuid4())
    base = {
        "id": key,
        "key": key,
        "id_type": "1",
        "created_on": "2024-10-16",
        "permanent": "1",
        "village": VILLAGE_A1,
    }
    return {**base, **WHOLE, **typed}


def typed_of(person: Resident, **changes: Any) -> dict[str, Any]:
    """The paper of a stored record as the page would send it back, with changes."""
    kept = {
        "name": person.name, "sex": str(person.sex), "birth_date": person.birth_date.isoformat(),
        "id_no": person.id_no or "", "phone": person.phone or "", "version": str(person.version), "reason": "核对",
    }  # fmt: skip
    return paper(**{**kept, **changes})


def text(response: Any) -> str:
    """The page without tags, spaces closed up."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
