"""Mini programs: limits, pages, and what is sent."""

from __future__ import annotations

from flask_wechat_corp.api.apps import Applications
from tests.helpers.recording import Recording


class Api(Recording, Applications):
    pass


def test_the_code_of_a_mini_program_is_exchanged_once() -> None:
    api = Api()
    api.jscode2session("CODE")
    assert api.calls[0].query == {"js_code": "CODE", "grant_type": "authorization_code"}
    assert not api.calls[0].idempotent
