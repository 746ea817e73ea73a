"""A set as a file of questions/: what the loader reads, written."""

from collections.abc import Iterable
from typing import Any

import yaml

from quizapp.domain.items.body import ItemBody
from quizapp.domain.items.registry import dump_body


class _Writer(yaml.SafeDumper):
    """Indents lists, and writes long text as blocks, as the files of the course are written."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002 (yaml's signature)
        super().increase_indent(flow, False)


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    style = "|" if "\n" in value else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Writer.add_representer(str, _text)


def set_file(slug: str, title: str, description: str, bodies: Iterable[ItemBody]) -> str:
    """The YAML of a set; loading it gives the same items."""
    head: dict[str, Any] = {"slug": slug, "title": title}
    if description:
        head["description"] = description
    file = {"set": head, "items": [_item(body) for body in bodies]}
    text: str = yaml.dump(file, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=96)
    return text


def _item(body: ItemBody) -> dict[str, Any]:
    dumped = dump_body(body)
    first = ("id", "type", "stem")
    return {**{name: dumped[name] for name in first if name in dumped}, **dumped}
