"""Tables that need no translation: their rows are the same in every language, or come from data.

A table with the class ``notranslate`` has no messages but its title and its headings. The directive
``return-codes`` makes such a table from the package's data, with the advice in the language of the
pages.
"""

from __future__ import annotations

import csv
import io
import re
from typing import Any, ClassVar

from docutils import nodes
from docutils.parsers.rst.directives.tables import CSVTable
from sphinx.transforms import SphinxTransform

from flask_wechat_corp.protocol.errcodes import ACTIONS, return_codes

NO_TRANSLATION = "notranslate"


def return_code_rows(language: str) -> list[list[str]]:
    """Return for each code its number, its meaning in both languages, and what to do."""
    rows = []
    for code, known in return_codes().items():
        english, chinese = ACTIONS.get(known.action, ("", ""))
        if language.startswith("zh"):
            advice = known.advice_zh or chinese
        else:
            advice = known.advice or english
        rows.append([str(code), known.en, known.zh, advice])
    return rows


def escape(text: str) -> str:
    r"""Escape what reStructuredText would read as markup: ``\u`` would lose its backslash."""
    return re.sub(r"[\\*`|_]|^-", r"\\\g<0>", text)


class ReturnCodes(CSVTable):
    """The table of WeCom's return codes."""

    required_arguments = optional_arguments = 0
    has_content = False
    option_spec: ClassVar[dict[str, Any]] = {
        name: CSVTable.option_spec[name] for name in ("header", "widths")
    }

    def get_csv_data(self) -> tuple[list[str], str]:
        """Return the lines of the table, and the name of their source for warnings."""
        self.options["class"] = [NO_TRANSLATION, "return-codes"]
        config = self.state.document.settings.env.config
        text = io.StringIO()
        rows = [[escape(cell) for cell in row] for row in return_code_rows(config.language)]
        csv.writer(text, lineterminator="\n").writerows(rows)
        return text.getvalue().splitlines(), "flask_wechat_corp/protocol/data/errcodes.json"


class LeaveRows(SphinxTransform):
    """Mark the rows of the tables with the class as not translatable."""

    default_priority = 5  # before Sphinx looks for messages, at 10

    def apply(self, **kwargs: Any) -> None:
        """Mark the texts below each table body; headings stay messages."""
        for table in self.document.findall(nodes.table):
            if NO_TRANSLATION in table["classes"]:
                for body in table.findall(nodes.tbody):
                    for text in body.findall(nodes.TextElement):
                        text["translatable"] = False


def setup(app: Any) -> dict[str, bool]:
    """Register with Sphinx."""
    app.add_directive("return-codes", ReturnCodes)
    app.add_transform(LeaveRows)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
