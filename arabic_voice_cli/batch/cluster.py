"""The only module that knows Dask: a cluster, and parts done on its workers."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any
from uuid import uuid4

import dask
from distributed import Client, KilledWorker, LocalCluster, as_completed, get_worker
from distributed.diagnostics.plugin import WorkerPlugin

from .. import __version__
from ..errors import AvcError
from ..records import Answerer
from .parts import Kind, Part
from .run import Batch
from .work import Done, do_part

TIMEOUT = 20
"""Seconds to wait for a scheduler."""
PATIENCE, WATCH = 60.0, 5.0
"""Seconds in which a worker that died must be back before another takes its place; and between two looks."""
RETRIES = 2
"""How often a part is tried again after an error that may pass, e.g. of the network."""


class CannotLoad(Exception):
    """A worker that has no tool can do no part."""


class Tools(WorkerPlugin):  # type: ignore[misc]
    """What each worker keeps: its tool, loaded once, when its first part comes."""

    def __init__(self, batch: Batch) -> None:
        self.batch, self.version = batch, __version__
        self.name = f"avc-{uuid4().hex}"
        self.answerers: dict[Kind, Answerer] = {}

    def setup(self, worker: Any) -> None:
        """Called by Dask on each worker. An error while loading is told with a part: here it would only stop the worker."""
        self.loading = Lock()

    def answerer(self, kind: Kind) -> Answerer:
        """The tool for files of this kind."""
        with self.loading:
            if not self.answerers:
                process = self._load()
                self.answerers = {kind: Answerer(process, self.batch.layout(kind)) for kind in Kind}
        return self.answerers[kind]

    def _load(self) -> Any:
        if self.version != __version__:
            raise CannotLoad(f"it has arabic-voice-cli {__version__} and the program {self.version}; install the same")
        try:
            return replace(self.batch.work, layout=self.batch.layout(Kind.text)).load().process
        except (AvcError, OSError) as error:
            raise CannotLoad(str(error)) from None


def _task(part: Part, field: str, output: str, plugin: str) -> Done | str:
    """What a worker is asked: to do a part, or to say why it cannot be done."""
    answerer = get_worker().plugins[plugin].answerer(part.kind)
    try:
        return do_part(part, answerer, field, output)
    except AvcError as error:
        return str(error)


def done_by(client: Client, batch: Batch, parts: Sequence[Part], output: str) -> Iterator[tuple[Part, Done | str]]:
    """Each part as it ends. Dask gives the parts of a worker that dies to another.

    A part whose workers died again and again is tried once more alone at the end: it may only have been waiting beside
    the one that kills.
    """
    tools = Tools(batch)
    client.register_plugin(tools)
    suspects: list[Part] = []

    def submit(part: Part) -> Any:
        key = f"{part.name}-{uuid4().hex}"
        return client.submit(_task, part, batch.field, output, tools.name, key=key, retries=RETRIES, pure=False)

    futures = {submit(part): part for part in parts}
    try:
        for future in as_completed(list(futures)):
            part = futures.pop(future)
            if got := _outcome(future, part):
                yield part, got
            else:
                suspects.append(part)
        for part in suspects:
            died = f"{part.source}: each worker that took it died; give workers more memory, or look for a record that kills"
            yield part, _outcome(submit(part), part) or died
    finally:
        with suppress(Exception):  # the scheduler may be gone by now
            client.cancel(list(futures))
            client.unregister_worker_plugin(tools.name)


def _outcome(future: Any, part: Part) -> Done | str | None:
    """What became of the part, or why nothing did; None where the worker died every time."""
    if future.cancelled():
        raise AvcError("the scheduler is gone; run the same command again, finished parts stay")
    error = future.exception()
    if error is None:
        done: Done | str = future.result()
        return done
    if isinstance(error, CannotLoad):
        raise AvcError(f"a worker cannot load the tool: {error}")
    return None if isinstance(error, KilledWorker) else f"{part.source}: {type(error).__name__}: {error}"


@contextmanager
def connected(scheduler: str, workers: int) -> Iterator[Client]:
    """A client of the scheduler (its address, or the ``.json`` file it writes), or of ``workers`` processes on this machine."""
    if scheduler:
        try:
            if scheduler.endswith(".json"):
                scheduler = json.loads(Path(scheduler).read_text("utf-8"))["address"]
            client = Client(scheduler, timeout=TIMEOUT)
        except (OSError, ValueError, KeyError) as error:
            raise AvcError(f"{scheduler}: no Dask scheduler answers ({error}); check the address, and that it runs") from None
        with client:
            yield client
        return
    with dask.config.set(_local()), LocalCluster(**_processes(workers)) as cluster, Client(cluster) as client, _kept(cluster, workers):
        yield client


def _processes(workers: int) -> dict[str, Any]:
    return {"n_workers": workers, "threads_per_worker": 1, "dashboard_address": ":0", "silence_logs": logging.CRITICAL}


def _local() -> dict[str, object]:
    """Settings of a cluster on this machine: nothing that only its dashboard would show, and no worker is given up early."""
    return {
        "distributed.worker.profile.enabled": False,
        "distributed.admin.system-monitor.interval": "10s",
        "distributed.deploy.lost-worker-timeout": "1 day",
    }


@contextmanager
def _kept(cluster: LocalCluster, workers: int) -> Iterator[None]:
    """Dask starts a worker that dies again, but not one that dies while it starts: others take the place of those."""
    over = Event()

    def keep() -> None:
        full = monotonic()
        while not over.wait(WATCH):
            missing = workers - len(cluster.scheduler.workers)
            if missing <= 0:
                full = monotonic()
            elif monotonic() - full > PATIENCE:
                cluster.scale(len(cluster.worker_spec) + missing)
                full = monotonic()

    watch = Thread(target=keep, daemon=True)
    watch.start()
    try:
        yield
    finally:
        over.set()
        watch.join()
