"""Many cores: processes that each load the tool once and answer chunks; the answers come back in the chunks' order.

A worker is a Python process of its own that reads pickled chunks from its standard input and writes pickled answers. It
holds no file, so it can be killed at any time, and it ends when its input does: no worker outlives the program.
"""

from __future__ import annotations

import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from queue import SimpleQueue
from threading import Semaphore, Thread
from typing import TYPE_CHECKING, Any, BinaryIO

from .errors import AvcError
from .records import Answer, Work
from .streams import Chunk

if TYPE_CHECKING:
    from concurrent.futures import Future

Task = tuple[int, Chunk | Answer]
"""The number of a file, and records of it; or an answer that is known already (the file cannot be read)."""
AHEAD = 3
"""Chunks for each worker that may be read before the oldest is written: bounds memory, hides uneven chunks."""
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
"""What numeric libraries read; N processes with a thread for each core would only get in each other's way."""


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Crashed(Exception):
    """A worker ended before it answered; the message says how, e.g. ``was killed by SIGKILL``."""


class Workers:
    """``count`` processes that do one `Work`. ``say`` gets a line for every worker that dies.

    A worker that dies is replaced and its chunk is done again. A chunk that kills its worker twice is done in halves, so
    that in the end only the record that does it fails.
    """

    def __init__(self, work: Work, count: int, say: Callable[[str], None]) -> None:
        self.work, self.say = work, say
        self.closed = False
        loader = pickle.dumps(work.load)
        self._all = [_Worker(number, loader) for number in range(1, count + 1)]
        self._idle: SimpleQueue[_Worker] = SimpleQueue()
        for worker in self._all:
            self._idle.put(worker)
        from concurrent.futures import ThreadPoolExecutor  # imported when there are workers: one process starts without it

        self._pool = ThreadPoolExecutor(count)

    def __enter__(self) -> Workers:
        return self

    def __exit__(self, *_: object) -> None:
        self.closed = True
        for worker in self._all:
            worker.kill()
        self._pool.shutdown(cancel_futures=True)

    def __call__(self, tasks: Iterable[Task]) -> Iterator[tuple[Task, Answer]]:
        """Each task with its answer, in order, as soon as it is there."""
        room = Semaphore(AHEAD * len(self._all))
        started: SimpleQueue[tuple[Task, Future[Answer]] | BaseException | None] = SimpleQueue()
        stopped = False

        def read() -> None:
            try:
                for task in tasks:
                    room.acquire()
                    if stopped:
                        return
                    started.put((task, self._pool.submit(self._answer, task[1])))
                started.put(None)
            except BaseException as error:  # raised again where the answers are read
                started.put(error)

        Thread(target=read, daemon=True).start()  # may wait for a pipe when the program ends
        try:
            while (item := started.get()) is not None:
                if isinstance(item, BaseException):
                    raise item
                task, future = item
                yield task, future.result()
                room.release()
        finally:
            stopped = True
            room.release()

    def _answer(self, chunk: Chunk | Answer) -> Answer:
        if isinstance(chunk, Answer):
            return chunk
        worker = self._idle.get()
        try:
            return self._insist(worker, chunk, tries=2)
        finally:
            self._idle.put(worker)

    def _insist(self, worker: _Worker, chunk: Chunk, tries: int) -> Answer:
        records = chunk.last - chunk.number + 1
        place = f"{chunk.file}:{chunk.number}" + (f"-{chunk.last}" if records > 1 else "")
        how = ""
        for _ in range(tries):
            try:
                return worker.ask(chunk)
            except Crashed as crash:
                if self.closed:
                    raise
                how = str(crash)
                self.say(f"worker {worker.number} (process {worker.process.pid}) {how} at {place}; these records are done again")
                worker.start()
        if records > 1:
            return self._halves(worker, chunk, records)
        if self.work.errors == "skip":
            layout = self.work.layout
            return Answer(b"".join(map(layout.unread, layout.lines(chunk))), passed=1)
        return Answer(b"", failure=AvcError(f"{place}: the process {how} at this record every time; mend it, or --errors skip"))

    def _halves(self, worker: _Worker, chunk: Chunk, records: int) -> Answer:
        whole = Answer(b"")
        for half in chunk.pieces(-(-records // 2)):
            whole += self._insist(worker, half, tries=1 if records > 2 else 2)
            if whole.failure:
                break
        return whole


class _Worker:
    """One process, started again when need be."""

    def __init__(self, number: int, loader: bytes) -> None:
        self.number, self.loader = number, loader
        self.died_loading = 0
        self.start()

    def start(self) -> None:
        import subprocess

        # Not in our process group: Ctrl-C in a terminal is ours to answer.
        apart: dict[str, Any] = {"process_group": 0} if os.name == "posix" else {"creationflags": 0x200}
        code = f"import sys; sys.path[:] = {sys.path!r}; from {__name__} import serve; serve()"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env={**dict.fromkeys(ONE_THREAD, "1"), **os.environ},
            **apart,
        )
        self.ready = False
        with suppress(OSError):  # a process that died at once is noticed when it is asked
            self._send(self.loader)

    def ask(self, chunk: Chunk) -> Answer:
        """The worker's answer; raises `Crashed` where it dies, and what it raised while it loaded or worked."""
        try:
            if not self.ready:
                self._receive()
                self.ready = True
            self._send(pickle.dumps(chunk))
            answer: Answer = self._receive()
            return answer
        except (OSError, EOFError, pickle.UnpicklingError):
            how = _how(self.process.wait())
        self.died_loading = 0 if self.ready else self.died_loading + 1
        if self.died_loading > 1:
            raise AvcError(f"worker {self.number}: the process {how} while it loaded, twice; is there memory for so many? use fewer --jobs")
        raise Crashed(how)

    def _send(self, data: bytes) -> None:
        assert self.process.stdin
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def _receive(self) -> Any:
        assert self.process.stdout
        got = pickle.load(self.process.stdout)
        if isinstance(got, Exception):
            raise got
        return got

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


def _how(status: int) -> str:
    """``was killed by SIGKILL``, ``ended with status 3``."""
    if status >= 0:
        return f"ended with status {status}"
    with suppress(ValueError):
        return f"was killed by {signal.Signals(-status).name}"
    return f"was killed by signal {-status}"


def serve() -> None:
    """The life of a worker: load, then answer what comes, until nothing comes."""
    import logging

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    logging.disable(logging.WARNING)  # the program itself says what there is to say while loading
    requests = sys.stdin.buffer
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # what a library prints must not land between the answers
    with suppress(EOFError, BrokenPipeError):
        answer = _tried(lambda: pickle.load(requests)())
        failed = isinstance(answer, Exception)
        _reply(answers, answer if failed else None)
        while not failed:
            chunk = pickle.load(requests)
            _reply(answers, _tried(partial(answer, chunk)))


def _reply(answers: BinaryIO, value: object) -> None:
    pickle.dump(value, answers)
    answers.flush()


def _tried(action: Callable[[], Any]) -> Any:
    """What the action returns; what it raises, in a form that can be sent."""
    try:
        return action()
    except AvcError as error:
        return error
    except Exception:
        import traceback

        return RuntimeError("in a worker:\n" + traceback.format_exc())
