"""``CallbackClient``: what it shows of an answer, and what it needs."""

from __future__ import annotations

import pytest

from flask_wechat_corp import Credentials, WeChatCorp
from flask_wechat_corp.testing import CallbackClient
from tests.helpers.support import AES_KEY, CORP_ID, make_app


def test_a_rejection_is_shown_as_it_came() -> None:
    app = make_app()
    WeChatCorp(app, handler=lambda message: None)
    other = CallbackClient(app, credentials=Credentials("another", AES_KEY, CORP_ID))
    rejected = other.text("hi")
    assert (rejected.status, rejected.reply) == (401, None)
    assert rejected.text == rejected.body.decode()
    assert rejected.text != ""


def test_without_credentials_there_is_nothing_to_encrypt_with() -> None:
    app = make_app(TOKEN=None, ENCODING_AES_KEY=None)
    WeChatCorp(app)
    with pytest.raises(ValueError, match="Pass credentials="):
        CallbackClient(app)
