"""What each person does, over and over: the acts of a working day in their proportions. Runs apart from the server.

``python -m benchmarks.load.people ADDRESS WORK.json FOUND.json MINUTES PAUSE ARRIVING``; every request is noted as
[seconds since all were there, act, milliseconds, "" or what was wrong].
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
import uuid
from itertools import cycle
from pathlib import Path
from typing import Any

import gevent
from locust import FastHttpUser, between, task
from locust.env import Environment

RATES = ("hypertension.standard_rate", "elderly.standard_rate", "health_record.standard_coverage")
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
VISIT = {
    "mode": "1", "symptoms": "1", "weight_cur": "66", "weight_target": "64", "height": "165",
    "heart_rate": "74", "smoke_cur": "0", "smoke_target": "0", "drink_cur": "0", "drink_target": "0",
    "exercise_times_cur": "3", "exercise_min_cur": "30", "exercise_times_target": "5", "exercise_min_target": "30",
    "salt_cur": "2", "salt_target": "1", "psych_adjust": "1", "compliance_behavior": "1", "drug_adherence": "1",
    "adr_flag": "1", "visit_class": "1",
}  # fmt: skip
_WORK: Any = cycle([{}])


class Worker(FastHttpUser):
    """One member of staff with a browser: asks for pages as the browser does, keeps the cookies it gets."""

    def on_start(self) -> None:
        self.mine = next(_WORK)
        self.order = random.Random(self.mine["session"])
        self.client.cookiejar.clear()
        self.headers = {"Cookie": f"sessionid={self.mine['session']}", "Accept-Language": "zh-CN"}

    def read(self, act: str, address: str, **more: str) -> str:
        """One page; anything but 200 is an error."""
        with self.client.get(
            address, name=act, headers={**self.headers, **more}, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != 200:
                answer.failure(f"{answer.status_code} {address}")
            return answer.text or ""

    def send(self, act: str, address: str, page: str, typed: dict[str, str], right: int) -> None:
        """What was typed into a page, with the token that it carried."""
        token = TOKEN.search(page)
        if token is None:
            return
        values = {**typed, "csrfmiddlewaretoken": token[1]}
        headers = {**self.headers, "Referer": self.host + address}
        headers["Cookie"] += f"; csrftoken={self._cookie()}"
        with self.client.post(
            address, data=values, name=act, headers=headers, allow_redirects=False, catch_response=True
        ) as answer:
            if answer.status_code != right:
                answer.failure(f"{answer.status_code} {address}")

    def _cookie(self) -> str:
        return next((cookie.value or "" for cookie in self.client.cookiejar if cookie.name == "csrftoken"), "")

    @task(20)
    def due(self) -> None:
        self.read("due list", "/due/" if self.mine["patients"] else "/")

    @task(15)
    def search(self) -> None:
        """As typed: the first letters, then all of them."""
        if self.mine["names"]:
            name = self.order.choice(self.mine["names"])
            for typed in (name[:1], name):
                self.read("search", f"/find/?q={typed}", **{"HX-Request": "true"})

    @task(25)
    def open(self) -> None:
        if self.mine["residents"]:
            self.read("resident", f"/residents/{self.order.choice(self.mine['residents'])}/")

    @task(18)
    def visit(self) -> None:
        if not self.mine["patients"]:
            return
        address = f"/residents/{self.order.choice(self.mine['patients'])}/new/hypertension_followup/"
        page = self.read("visit form", address)
        gevent.sleep(5)
        hidden = dict(HIDDEN.findall(page))
        pressure = {"sbp": str(self.order.randint(118, 138)), "dbp": str(self.order.randint(70, 88))}
        day = {"served_on": self.mine["day"], "next_visit_date": self.mine["next"]}
        given = {**hidden, **VISIT, **pressure, **day, "id": hidden.get("id", str(uuid.uuid4()))}
        self.send("save visit", address, page, given, 302)

    @task(6)
    def exam_day(self) -> None:
        if not self.mine["patients"]:
            return
        page = self.read("exam day", f"/exam-day/?village={self.mine['village']}")
        gevent.sleep(5)
        measured = {"height": "165", "weight": "66", "waist": "84", "temperature": "36.5", "pulse": "72"}
        whom = self.order.choice(self.mine["residents"])
        self.send("exam part", f"/exam-day/{whom}/measure/", page, measured, 200)

    @task(8)
    def indicators(self) -> None:
        self.read("indicators", "/indicators/")

    @task(8)
    def names(self) -> None:
        """Behind a rate; who reads numbers alone (finance, a line on another chapter) stays with the numbers."""
        if self.mine["patients"]:
            self.read("names behind a rate", f"/indicators/{self.order.choice(RATES)}/")
        else:
            self.indicators()


def main(address: str, work: str, found: str, minutes: float, pause: float, arriving: float) -> int:
    """Everybody arrives within so many seconds and works so many minutes more; what is done before counts not."""
    global _WORK
    people = json.loads(Path(work).read_text("utf-8"))
    _WORK = cycle(people)
    Worker.host, Worker.wait_time = address, between(pause / 2, pause * 1.5)
    environment, seen, began = Environment(user_classes=[Worker]), [], time.monotonic() + arriving

    def note(name: str, response_time: float, exception: object = None, **_: object) -> None:
        if (at := time.monotonic() - began) > 0:
            seen.append([round(at, 1), name, round(response_time, 1), str(exception) if exception else ""])

    environment.events.request.add_listener(note)
    runner = environment.create_local_runner()
    runner.start(len(people), spawn_rate=len(people) / arriving)
    gevent.sleep(arriving + minutes * 60)
    runner.quit()
    Path(found).write_text(json.dumps(seen, ensure_ascii=False), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2], sys.argv[3], *map(float, sys.argv[4:7])))
