"""Bring the catalogs of the Chinese pages up to date: ``python docs/update_po.py [page …]``.

Sphinx reads the messages of the pages, and sphinx-intl merges them into ``docs/locale``. A
message that changed is marked fuzzy there: correct its translation, then remove the mark. Pages
without any translation get no catalog unless they are named (``guide/handlers``). What is the
same in every language (only code, only digits) is filled in. Prints how much is translated.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

DOCS = Path(__file__).parent
LOCALE = DOCS / "locale"
LANGUAGE = "zh_CN"
CATALOGS = LOCALE / LANGUAGE / "LC_MESSAGES"


def extract(folder: Path) -> None:
    """Write the messages of all pages into ``folder``."""
    command = [sys.executable, "-m", "sphinx", "-q", "-b", "gettext", str(DOCS), str(folder)]
    subprocess.run(command, check=True)


def read(path: Path) -> Catalog:
    """Return a catalog."""
    with path.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def count(catalog: Catalog) -> tuple[int, int]:
    """Return how many messages are translated, fuzzy ones not counted, and how many there are."""
    messages = [message for message in catalog if message.id]
    return sum(bool(one.string) and not one.fuzzy for one in messages), len(messages)


def is_code(text: str) -> bool:
    """Say whether a message is a file's name, or has no word outside of literals and addresses."""
    if re.fullmatch(r"[\w/-]+\.\w+|(\w+/)*Dockerfile", text):
        return True
    return not re.sub(r"``[^`]+``|https?://\S+|[\W\d_]+", "", text)


def remove_noise(path: Path) -> None:
    """Drop what changes without a reason: dates, obsolete messages, line breaks by width."""
    catalog = read(path)
    catalog.obsolete.clear()
    for message in catalog:
        if message.id and not message.string and is_code(str(message.id)):
            message.string = message.id
        message.flags &= {"fuzzy"}  # braces in these texts are not those of str.format
    with path.open("wb") as file:
        write_po(file, catalog, width=0, no_location=True, omit_header=True)
    header = (
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Language: {LANGUAGE}\\n"\n\n'
    )
    path.write_text(header + path.read_text("utf-8").strip() + "\n", "utf-8")


def update(folder: Path, pages: list[str]) -> None:
    """Merge the messages in ``folder`` into the catalogs; keep those with a translation."""
    command = [sys.executable, "-m", "sphinx_intl", "update", "-p", str(folder)]
    command += ["-d", str(LOCALE), "-l", LANGUAGE, "-w", "0"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    for path in sorted(CATALOGS.rglob("*.po")):
        page = path.relative_to(CATALOGS).with_suffix("").as_posix()
        gone = not (DOCS / page).with_suffix(".rst").exists()
        started = (
            any(one.string not in ("", one.id) for one in read(path) if one.id) or page in pages
        )
        if gone or not started:
            path.unlink()
        else:
            remove_noise(path)


def report(folder: Path) -> None:
    """Print for each page how many of its messages are translated."""
    done, total = 0, 0
    for template in sorted(folder.rglob("*.pot")):
        page = template.relative_to(folder).with_suffix("").as_posix()
        path = CATALOGS / f"{page}.po"
        translated, messages = count(read(path if path.exists() else template))
        translated = translated if path.exists() else 0
        done, total = done + translated, total + messages
        print(f"{translated:5} / {messages:5}  {page}")
    print(f"{done:5} / {total:5}  all")


def main() -> None:
    """Extract, merge, report."""
    with tempfile.TemporaryDirectory() as folder:
        extract(Path(folder))
        update(Path(folder), sys.argv[1:])
        report(Path(folder))


if __name__ == "__main__":
    main()
