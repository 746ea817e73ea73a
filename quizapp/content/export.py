"""A set as a file of questions/: what the loader reads, written."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml

from quizapp.domain.items.body import CODE_MAX, ItemBody
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
    """The YAML of a set; loading it gives the same items, each under an id of its own.

    In a course an id belongs to one item only, while every set of a teacher has a q1: so the slug
    of the set stands before each id, and two sets can lie in one folder.
    """
    head: dict[str, Any] = {"slug": slug, "title": title}
    if description:
        head["description"] = description
    held = list(bodies)
    names = _names(slug, [body.id for body in held])
    file = {"set": head, "items": [_item(body, names) for body in held]}
    text: str = yaml.dump(file, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=96)
    return text


def _names(slug: str, ids: Sequence[str]) -> dict[str, str]:
    """The id in the file by the id in the set."""
    room = CODE_MAX - 1 - max(map(len, ids), default=0)
    start = slug[: max(room, 0)].strip("-")
    return {one: f"{start}-{one}" if start else one for one in ids}


def _item(body: ItemBody, names: Mapping[str, str]) -> dict[str, Any]:
    dumped = {**dump_body(body), "id": names[body.id]}
    if "enemies" in dumped:
        dumped["enemies"] = [names.get(one, one) for one in dumped["enemies"]]
    first = ("id", "type", "stem")
    return {**{name: dumped[name] for name in first if name in dumped}, **dumped}
