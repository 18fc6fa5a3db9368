"""Requests that are too large to look at."""

import pytest
from django.test import Client


@pytest.mark.django_db
def test_a_ten_megabyte_paste_is_refused_with_what_to_do(client: Client) -> None:
    answer = client.post("/anything/", {"note": "重" * 10_000_000})
    assert answer.status_code in {404, 413}
