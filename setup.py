"""Build the package; everything but the long description is in setup.cfg."""

import re
from configparser import ConfigParser
from pathlib import Path

from setuptools import setup


def for_an_index(text, source="", version=""):
    """Return a README as a package index can show it.

    There are no files beside it, so relative links and images lead nowhere.

    :param source: the address of the repository: links and images become absolute. Without it
        links become plain text, and images are left out.
    :param version: the version whose tag they lead to
    """

    def link(found):
        words, path = found.groups()
        return f"`{words} <{source}/blob/v{version}/{path}>`_" if source else words

    def picture(found):
        whole, path = found.group(0), found.group(1)
        return whole.replace(path, f"{source}/raw/v{version}/{path}", 1) if source else ""

    text = re.sub(r"`([^`<]+?) <([^>:]+)>`_", link, text)
    return re.sub(r"^\.\. image:: ([^:\s]+)\n(?:   .*\n)*\n", picture, text, flags=re.M)


def main():
    """Take the address from ``project_urls`` in setup.cfg, the one place for it."""
    root = Path(__file__).parent
    config = ConfigParser()
    config.read(root / "setup.cfg", "utf-8")
    metadata = config["metadata"]
    urls = dict(re.findall(r"(\w+) *= *(\S+)", metadata.get("project_urls", "")))
    readme = (root / "README.rst").read_text("utf-8")
    setup(long_description=for_an_index(readme, urls.get("Source", ""), metadata["version"]))


if __name__ == "__main__":
    main()
