"""The process that writes to the archive: `python -m crawler.archive.writing_process`, orders in, answers out.

It outlives signals: a terminal's Ctrl-C and a service's stop reach every process, but only the one that reads pages
knows when there is nothing left to store. Where that one is gone, what it had handed over is stored, and no more.
"""

import gc
import os
import pickle
import signal
import sys
import traceback
from concurrent.futures import Future
from contextlib import suppress
from typing import Any, BinaryIO

from crawler.archive.orders import NOBODY, Answer, Done, Ended, Ending, Failed, Job, Opened, receive, send
from crawler.archive.recording import Recording
from crawler.errors import ArchiveError

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
YOUNG = 10_000  # objects made before the collector looks at the young ones
SWITCH = 0.0005  # seconds until a waiting thread gets the interpreter: here one reads orders and packs, one writes


class Answers:
    """The pipe back; what nobody reads any more is not worth an error."""

    def __init__(self, pipe: int) -> None:
        self._pipe = pipe

    def give(self, answer: Answer) -> None:
        """One message. Called by the writing thread alone, but for the first and the last."""
        with suppress(BrokenPipeError):
            send(self._pipe, answer)


def serve(orders: BinaryIO, answers: Answers) -> None:
    """Do one run's work."""
    try:
        recording = Recording(receive(orders))
    except EOFError:
        return
    except ArchiveError as error:
        answers.give(Failed(NOBODY, error))
        return
    answers.give(Opened(recording.run_id))
    try:
        while not isinstance(order := receive(orders), Ending):
            done = recording.obey(order)
            if done is not None and isinstance(order, Job) and order.number != NOBODY:
                done.add_done_callback(_teller(answers, order.number))
    except EOFError:
        recording.leave()
        return
    answers.give(Ended(recording.close(order)))


def _teller(answers: Answers, number: int) -> Any:
    def tell(done: "Future[Any]") -> None:
        error = done.exception()
        answers.give(Done(number, done.result()) if error is None else Failed(number, _portable(error)))

    return tell


def _portable(error: BaseException) -> BaseException:
    """The error with the place it comes from, in a form that the other process can read."""
    if not isinstance(error, ArchiveError):
        error.add_note("in the process that writes:\n" + "".join(traceback.format_exception(error)))
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 (our own)
    except (pickle.PicklingError, TypeError, AttributeError):
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


def main() -> None:
    """Until the run is over or the reading process is gone."""
    for number in SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, SIGNALS)  # held back until they are ignored
    sys.setswitchinterval(SWITCH)
    gc.freeze()
    gc.set_threshold(YOUNG)
    pipe = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever is printed is no answer
    serve(sys.stdin.buffer, Answers(pipe))


if __name__ == "__main__":
    main()
