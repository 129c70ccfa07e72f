"""The loop in which the stream's connection lives: nothing of it is left behind."""

import asyncio

import pytest

from jishiyu.sensing.streams.loop import Loop


def test_what_still_waits_is_ended_with_the_loop_and_not_left_to_be_swept_up() -> None:
    loop, ended = Loop(), []

    async def wait() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append("waiting")

    async def start() -> None:
        tasks.append(asyncio.create_task(wait()))
        await asyncio.sleep(0)

    tasks: list[asyncio.Task[None]] = []
    loop.run(start(), 5)
    loop.stop()
    assert ended == ["waiting"]
    assert tasks[0].cancelled()


def test_a_loop_that_was_stopped_begins_anew_when_something_is_to_run() -> None:
    loop = Loop()
    loop.stop()
    assert loop.run(asyncio.sleep(0, "here"), 5) == "here"
    with pytest.raises(TimeoutError):
        loop.run(asyncio.sleep(5), 0.01)
    loop.stop()
