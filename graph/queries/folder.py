"""A folder of stored queries: all read, all complaints gathered, pick-lists checked against their queries."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from ..errors import DataError, InputError, MandategraphError
from .files import StoredQuery, read_query
from .header import Parameter


def read_folder(folder: Path, *, portable: bool = True) -> dict[str, StoredQuery]:
    """Return the queries of a folder by name; its sub-folders hold none. DataError tells everything that is wrong.

    What was read is kept until a file of the folder changes.
    """
    try:
        files = sorted(path for path in folder.iterdir() if path.suffix == ".rq")
        stamps = tuple((path.name, path.stat().st_mtime_ns, path.stat().st_size) for path in files)
    except OSError as error:
        raise InputError(f"the queries cannot be read: {error.strerror}.", where=str(folder)) from error
    return _read(folder, stamps, portable)


@lru_cache(maxsize=8)
def _read(folder: Path, stamps: tuple[tuple[str, int, int], ...], portable: bool) -> dict[str, StoredQuery]:
    queries: dict[str, StoredQuery] = {}
    wrong: list[MandategraphError] = []
    for name, _, _ in stamps:
        try:
            query = read_query(folder / name, portable=portable)
            queries[query.name] = query
        except MandategraphError as error:
            wrong.append(error)
    names = {name.removesuffix(".rq") for name, _, _ in stamps}
    for query in queries.values():
        for parameter in query.header.parameters:
            problem = _pick_list_problem(parameter, names, queries)
            if problem:
                wrong.append(DataError(problem, where=f"{query.path}:{parameter.line}"))
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        raise DataError("\n".join(error.text for error in wrong))
    return queries


def _pick_list_problem(parameter: Parameter, names: set[str], queries: dict[str, StoredQuery]) -> str:
    """Return what is wrong with the query that feeds a parameter's pick-list."""
    source = parameter.options
    if not isinstance(source, str):
        return ""
    if source not in names:
        return f"parameter {parameter.name!r} takes its options from {source!r}, which is no stored query."
    query = queries.get(source)
    if query is None:
        return ""
    if query.form != "SELECT":
        return f"parameter {parameter.name!r} takes its options from {source!r}, which gives no rows."
    if any(each.required for each in query.header.parameters):
        return f"parameter {parameter.name!r} takes its options from {source!r}, which itself requires a value."
    return ""
