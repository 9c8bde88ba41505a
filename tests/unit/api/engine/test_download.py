"""The names of downloaded files."""

from __future__ import annotations

import pytest

from flask_wechat_corp.api.engine.download import safe_name


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ('attachment; filename="a.png"', "a.png"),
        ("attachment; filename=a.png", "a.png"),
        ("attachment; filename*=UTF-8''%E6%8A%A5%E5%91%8A.pdf; filename=\"x\"", "报告.pdf"),
        ('attachment; filename="报告.pdf"'.encode().decode("latin-1"), "报告.pdf"),
        ('attachment; filename="../../etc/passwd"', "passwd"),
        ('attachment; filename="..\\\\..\\\\boot.ini"', "boot.ini"),
        ('attachment; filename=".."', ""),
        ('attachment; filename=".bashrc"', "bashrc"),
        ('attachment; filename="a\x00b\nc"', "abc"),
        ('attachment; filename="' + "长" * 300 + '.pdf"', "长" * 65 + ".pdf"),
        ("attachment", ""),
        ("", ""),
    ],
)
def test_names_are_made_safe(header: str, name: str) -> None:
    assert safe_name(header) == name
