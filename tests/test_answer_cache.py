"""The cache of answers: how much it holds, what goes first, and that an answer is made once."""

from __future__ import annotations

import asyncio
import gzip

import pytest

from mandategraph.service.stored.answer_cache import AnswerCache, Kept

KIB = 1024


def _answer(size: int, revision: int = 1) -> Kept:
    return Kept(revision, b"x" * size, 1, False, 0.0)


def test_it_holds_so_many_bytes_and_the_longest_unused_goes_first() -> None:
    cache = AnswerCache(64 * KIB)
    for name in "abcd":
        cache.put(name, _answer(15 * KIB))
    assert [cache.get(name) is not None for name in "abcd"] == [True] * 4 and cache.bytes == 64 * KIB
    cache.get("a")
    cache.put("e", _answer(1 * KIB))
    assert [cache.get(name) is not None for name in "abcde"] == [True, False, True, True, True]
    assert cache.bytes <= cache.most


def test_an_answer_that_would_drive_the_others_out_is_not_kept() -> None:
    cache = AnswerCache(64 * KIB)
    cache.put("small", _answer(10))
    cache.put("large", _answer(16 * KIB))
    assert cache.get("large") is None and cache.get("small") is not None


def test_the_same_key_counts_once() -> None:
    cache = AnswerCache(64 * KIB)
    cache.put("a", _answer(10 * KIB))
    cache.put("a", _answer(1 * KIB))
    assert (len(cache), cache.bytes) == (1, 2 * KIB)


@pytest.mark.parametrize("size", [2 * KIB, 100 * KIB])
def test_packed_bytes_are_made_once_and_count(size: int) -> None:
    async def check() -> None:
        cache, answer = AnswerCache(1024 * KIB), _answer(size)
        cache.put("a", answer)
        before = cache.bytes
        packed = await cache.pack("a", answer)
        assert gzip.decompress(packed) == answer.body and cache.bytes == before + len(packed)
        assert await cache.pack("a", answer) is packed and cache.bytes == before + len(packed)

    asyncio.run(check())


def test_answers_of_other_revisions_are_forgotten() -> None:
    cache = AnswerCache(64 * KIB)
    for revision in (1, 2, 3):
        cache.put(str(revision), _answer(10, revision))
    cache.keep_only([2, 3])
    assert [cache.get(str(revision)) is not None for revision in (1, 2, 3)] == [False, True, True]


def test_requests_that_want_the_same_at_once_wait_for_one() -> None:
    async def check() -> None:
        cache, made = AnswerCache(64 * KIB), 0

        async def make() -> Kept:
            nonlocal made
            made += 1
            await asyncio.sleep(0.01)
            return _answer(10)

        answers = await asyncio.gather(*(cache.get_or_make("a", make) for _ in range(20)))
        assert made == 1 and all(answer is answers[0] for answer in answers)

    asyncio.run(check())


def test_who_waits_for_one_that_fails_or_leaves_tries_itself() -> None:
    async def check() -> None:
        cache, made = AnswerCache(64 * KIB), 0

        async def make() -> Kept:
            nonlocal made
            made += 1
            await asyncio.sleep(0.01)
            if made == 2:
                raise ValueError("out of luck")
            return _answer(10)

        leaves, fails, stays = (asyncio.create_task(cache.get_or_make("a", make)) for _ in range(3))
        await asyncio.sleep(0.001)
        leaves.cancel()
        done = await asyncio.gather(leaves, fails, stays, return_exceptions=True)
        assert isinstance(done[0], asyncio.CancelledError) and made == 3
        assert sorted(type(each).__name__ for each in done[1:]) == ["Kept", "ValueError"]

    asyncio.run(check())


def test_an_answer_that_is_too_large_to_keep_is_still_given() -> None:
    async def check() -> None:
        cache = AnswerCache(KIB)

        async def make() -> Kept:
            return _answer(10 * KIB)

        assert len((await cache.get_or_make("a", make)).body) == 10 * KIB and len(cache) == 0

    asyncio.run(check())
