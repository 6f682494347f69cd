"""YAML front matter, read so that nothing surprises its writer: every scalar but null is text, nothing is executed.

Built on the parser's nodes rather than its objects, so no tag does anything. References (`*name`) are refused, which
rules out alias bombs; nesting and size are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, ClassVar

import yaml

from ingest.readers.write_up import Unreadable, at_line
from kb.errors import Problem

MAX_FRONT_MATTER = 512 * 1024
MAX_DEPTH = 12
_OPENING = re.compile(r"\A-{3}[ \t]*\n")
_CLOSING = re.compile(r"^(?:-{3}|\.{3})[ \t]*$", re.MULTILINE)
_NULL_TAG = "tag:yaml.org,2002:null"


class _TextLoader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Resolves null and nothing else."""

    yaml_implicit_resolvers: ClassVar = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag == _NULL_TAG]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


def split_front_matter(text: str) -> tuple[str, str, int]:
    """The front matter, the body, and the line on which the body starts. Raises Unreadable when it is not closed."""
    opening = _OPENING.match(text)
    if not opening:
        return "", text, 1
    closing = _CLOSING.search(text, opening.end())
    if not closing:
        raise _broken(
            "The block of fields is opened with --- but never closed. Put --- on a line after it.", 1
        )
    body = text[closing.end() :]
    return text[opening.end() : closing.start()], body, text[: closing.end()].count("\n") + 1


def read_front_matter(source: str) -> tuple[dict[str, Any], dict[str, int]]:
    """The fields, and the line in the file of each field and row. Raises Unreadable with the line.

    `source` starts on line 2 of the file.
    """
    if len(source) > MAX_FRONT_MATTER:
        raise _broken("The block of fields is larger than %(limit)s kB.", 1, limit=MAX_FRONT_MATTER // 1024)
    try:
        _bound(source)
        node = yaml.compose(source, Loader=_TextLoader)
    except yaml.MarkedYAMLError as error:
        raise _not_yaml(error) from error
    except yaml.YAMLError as error:
        raise _broken("The block of fields cannot be read: %(reason)s", None, reason=str(error)) from error
    if node is None:
        return {}, {}
    if not isinstance(node, yaml.MappingNode):
        raise _broken("The block of fields must consist of lines such as `title: ...`.", _line(node))
    lines = dict(_lines(node, ""))
    return _mapping(node), lines


def _bound(source: str) -> None:
    """Raises Unreadable for references and deep nesting, before anything is built."""
    depth = 0
    for event in yaml.parse(source, Loader=_TextLoader):
        if isinstance(event, yaml.AliasEvent):
            raise _broken(
                "References such as *%(name)s are not accepted. Write the value out.",
                _line(event),
                name=event.anchor,
            )
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > MAX_DEPTH:
            raise _broken("The fields are nested more than %(limit)s deep.", _line(event), limit=MAX_DEPTH)


def _value(node: yaml.Node) -> Any:
    if isinstance(node, yaml.MappingNode):
        return _mapping(node)
    if isinstance(node, yaml.SequenceNode):
        return [_value(entry) for entry in node.value]
    return None if node.tag == _NULL_TAG else str(node.value)


def _mapping(node: yaml.MappingNode) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for key, value in node.value:
        name = _key(key)
        if name in fields:
            raise _broken("The field '%(name)s' is given twice. Keep one.", _line(key), name=name)
        fields[name] = _value(value)
    return fields


def _key(node: yaml.Node) -> str:
    if not isinstance(node, yaml.ScalarNode):
        raise _broken(
            "A field's name must be plain text. Put text that holds { or [ into quotes.", _line(node)
        )
    return str(node.value)


def _lines(node: yaml.Node, prefix: str) -> Iterator[tuple[str, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield f"{prefix}{key.value}", _line(key)
            yield from _lines(value, f"{prefix}{key.value}.")
    elif isinstance(node, yaml.SequenceNode):
        for number, entry in enumerate(node.value):
            yield f"{prefix}{number}", _line(entry)
            yield from _lines(entry, f"{prefix}{number}.")


def _line(marked: yaml.Node | yaml.Event) -> int:
    """The line in the file; the front matter's first line is the file's second."""
    mark = marked.start_mark
    assert mark is not None
    return int(mark.line) + 2


def _not_yaml(error: yaml.MarkedYAMLError) -> Unreadable:
    mark = error.problem_mark or error.context_mark
    return _broken(
        "The block of fields cannot be read: %(reason)s. Put text with a colon, a comma in braces, a # or [n] into "
        "double quotes.",
        mark.line + 2 if mark else None,
        reason=error.problem or "it is not YAML",
    )


def _broken(message: str, line: int | None, **params: object) -> Unreadable:
    return Unreadable([at_line(Problem("", message, params), line)])
