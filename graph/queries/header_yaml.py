"""The YAML of a query's header, read strictly: keys, texts and lists of texts, and for each the line of the file.

Every scalar is taken as the text it is, so ``NO`` is Norway's code and ``2014-01-01`` a date as written. Anchors,
aliases, tags and repeated keys are refused.
"""

from __future__ import annotations

import yaml

from ..errors import DataError


class HeaderError(DataError):
    """The header is wrong at ``line`` of the file."""

    def __init__(self, what: str, line: int) -> None:
        self.line = line
        super().__init__(what)


def compose(text: str) -> yaml.Node:
    """Return the YAML of a header; its first line is line 1 of the file."""
    try:
        for event in yaml.parse(text, Loader=yaml.SafeLoader):
            line = event.start_mark.line + 1 if event.start_mark else 1
            if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
                raise HeaderError("anchors and aliases are not allowed in a header.", line)
            if getattr(event, "tag", None):
                raise HeaderError("tags are not allowed in a header.", line)
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise HeaderError(f"the header is not YAML: {error.problem}.", mark.line + 1 if mark else 1) from error
    except yaml.YAMLError as error:
        raise HeaderError(f"the header is not YAML: {error}.", 1) from error
    except RecursionError as error:
        raise HeaderError("the header is nested too deeply.", 1) from error
    if node is None:
        raise HeaderError("the header is empty.", 1)
    return node


def line_of(node: yaml.Node) -> int:
    """Return the line of the file on which a node begins."""
    return int(node.start_mark.line) + 1


def fields_of(node: yaml.Node, what: str) -> dict[str, yaml.Node]:
    """Return the values of a mapping by key; ``what`` is how a complaint calls it."""
    if not isinstance(node, yaml.MappingNode):
        raise HeaderError(f"{what} must be 'key: value' pairs.", line_of(node))
    fields: dict[str, yaml.Node] = {}
    for key_node, value in node.value:
        key = scalar(key_node, "a key")
        if key in fields:
            raise HeaderError(f"{key!r} stands twice in {what}.", line_of(key_node))
        fields[key] = value
    return fields


def refuse_unknown(fields: dict[str, yaml.Node], known: set[str], what: str) -> None:
    """Refuse a key that is not among the known ones."""
    for key, node in fields.items():
        if key not in known:
            raise HeaderError(
                f"{what} has an unknown key {key!r}; known are {', '.join(sorted(known))}.", line_of(node)
            )


def scalar(node: yaml.Node, what: str) -> str:
    """Return a text, which is not empty."""
    if not isinstance(node, yaml.ScalarNode) or not str(node.value).strip():
        raise HeaderError(f"{what!r} must be a text.", line_of(node))
    return str(node.value).strip()


def texts(node: yaml.Node, what: str) -> tuple[str, ...]:
    """Return a list of texts; one text is a list of one."""
    if isinstance(node, yaml.SequenceNode):
        return tuple(scalar(item, what) for item in node.value)
    return (scalar(node, what),)


def choice(node: yaml.Node, what: str, choices: tuple[str, ...]) -> str:
    """Return a text that is one of the choices."""
    value = scalar(node, what)
    if value not in choices:
        raise HeaderError(f"{what!r} cannot be {value!r}; it is one of {', '.join(choices)}.", line_of(node))
    return value
