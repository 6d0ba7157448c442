"""How a command ends early: by a signal, or because whoever read its output went away."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from crawler.errors import KhotinError

ASKED = 130


def sigterm_as_ctrl_c() -> None:
    """A service manager's SIGTERM is an interruption like any other: state saved, exit code 130."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGTERM, _interrupt)


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def stopping() -> Iterator[threading.Event]:
    """While the block runs a signal only sets the event, so that what is under way can end; a second one ends it."""
    asked = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()

    if threading.current_thread() is not threading.main_thread():
        yield asked  # only the main thread hears of signals
        return
    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked
    finally:
        for number, action in before.items():
            signal.signal(number, action)


@contextmanager
def signals_given_back() -> Iterator[None]:
    """What signals did before the block they do after it: the handlers of a closed event loop do nothing."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, action in before.items():
            signal.signal(number, action)


class ReaderLeft(KhotinError):
    """Whoever read our output has seen enough; nothing is wrong."""

    exit_code = 0


@contextmanager
def reader_may_leave() -> Iterator[None]:
    """Raises ReaderLeft for a broken pipe, before Click and Rich make an exit code of it."""
    try:
        yield
    except (BrokenPipeError, SystemExit) as error:
        if isinstance(error, BrokenPipeError) or isinstance(error.__context__, BrokenPipeError):
            raise ReaderLeft from error
        raise


def forget_output() -> None:
    """What Python still holds of the output would be written at exit, fail again and change the exit code."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.__stdout__, sys.__stderr__):
        if stream is not None:
            with suppress(OSError, ValueError):
                stream.flush()
                continue
            os.dup2(nowhere, stream.fileno())
    os.close(nowhere)
