"""The change feed of the mart: rows changed since the newest build, noted in the transaction that changed them."""

from __future__ import annotations

from django.db import models


class MartChange(models.Model):
    """One changed row of one table, or (without ``row_id``) a table of which much changed at once.

    Written by a database trigger, so that no code path can skip it; removed when a build holds the change.
    """

    table_name = models.TextField()
    row_id = models.TextField(null=True)
    born = models.BooleanField()

    class Meta:
        db_table = "mart_change"

    def __str__(self) -> str:
        return f"{self.table_name} {self.row_id or '*'}"


class MartPosition(models.Model):
    """The one row that says up to which build the feed was read; another database, or a restored one, disagrees."""

    token = models.TextField()

    class Meta:
        db_table = "mart_position"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="mart_position_once")]

    def __str__(self) -> str:
        return self.token
