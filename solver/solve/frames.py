"""Frames between two halves of one program: a length, then a pickle; nothing from outside ever comes this way."""

from __future__ import annotations

import contextlib
import pickle
import queue
import struct
from collections.abc import Iterator
from typing import Any, BinaryIO

LENGTH = struct.Struct(">Q")


def write_frame(stream: BinaryIO | Any, content: tuple[str, Any]) -> None:
    """Write a kind and its content."""
    data = pickle.dumps(content, protocol=pickle.HIGHEST_PROTOCOL)
    stream.write(LENGTH.pack(len(data)) + data)
    stream.flush()


def frames_of(stream: BinaryIO | Any) -> Iterator[tuple[str, Any]]:
    """Yield what has been written until the stream ends; a frame that is cut off counts as the end."""
    while len(head := stream.read(LENGTH.size)) == LENGTH.size:
        (length,) = LENGTH.unpack(head)
        data = stream.read(length)
        if len(data) < length:
            return
        yield pickle.loads(data)


def read_frames(stream: BinaryIO | Any, frames: queue.Queue[tuple[str, Any]]) -> None:
    """Put what comes in into a queue, and at the end a last frame that says so; for a thread of its own."""
    with contextlib.suppress(ValueError):  # the stream is closed when the process is ended
        for frame in frames_of(stream):
            frames.put(frame)
    frames.put(("end", None))
