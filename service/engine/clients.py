"""Whose work it is, and how the places for work are shared out so that no client is in another one's way."""

from __future__ import annotations

from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from contextvars import ContextVar
from typing import Generic, TypeVar

Waiting = TypeVar("Waiting")

CLIENT: ContextVar[str] = ContextVar("client", default="")
"""Whose request is being answered in this task; "" is nobody in particular, who is not held to a client's share."""


class Shares:
    """How much each client holds of several lanes together: at most ``most`` (0: any number).

    Those who ``listen`` are called when a client that held as much as it may has given something back.
    """

    def __init__(self, most: int = 0) -> None:
        self.most = most
        self._held: Counter[str] = Counter()
        self._listeners: list[Callable[[], None]] = []

    def listen(self, callback: Callable[[], None]) -> None:
        """Have ``callback`` called when somebody may hold more again."""
        self._listeners.append(callback)

    def allow(self, client: str) -> bool:
        """Tell whether a client may hold one thing more."""
        return not (client and self.most) or self._held[client] < self.most

    def take(self, client: str) -> None:
        """Count one thing more."""
        self._held[client] += 1

    def give_back(self, client: str) -> None:
        """Count one thing less."""
        before = self.allow(client)
        self._held[client] -= 1
        if not self._held[client]:
            del self._held[client]
        if not before:
            for callback in self._listeners:
                callback()


class Lines(Generic[Waiting]):
    """One line for each client, served by turns."""

    def __init__(self) -> None:
        self._lines: OrderedDict[str, deque[Waiting]] = OrderedDict()

    def __len__(self) -> int:
        return sum(map(len, self._lines.values()))

    def add(self, client: str, one: Waiting) -> None:
        """Put one at the end of its client's line."""
        self._lines.setdefault(client, deque()).append(one)

    def remove(self, client: str, one: Waiting) -> None:
        """Take one out that waits no longer."""
        if one in (line := self._lines.get(client, deque())):
            line.remove(one)
            self._tidy(client)

    def next(self, may: Callable[[str], bool]) -> tuple[str, Waiting] | None:
        """Take out whose turn it is among the clients that ``may``; the client has its next turn after all others."""
        client = next(filter(may, self._lines), None)
        if client is None:
            return None
        one = self._lines[client].popleft()
        self._lines.move_to_end(client)
        self._tidy(client)
        return client, one

    def give_way(self, client: str) -> Waiting | None:
        """Take out the last of the longest line, if that stays no shorter than the line of ``client`` becomes."""
        longest = max(self._lines, key=lambda each: len(self._lines[each]), default=client)
        if len(self._lines.get(longest, ())) <= len(self._lines.get(client, ())) + 1:
            return None
        one = self._lines[longest].pop()
        self._tidy(longest)
        return one

    def _tidy(self, client: str) -> None:
        if not self._lines[client]:
            del self._lines[client]
