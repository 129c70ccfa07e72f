"""Three NATS nodes with JetStream on the loopback, in a folder of their own, for tests and benches."""

import contextlib
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

NODES = 3
READY_SECONDS = 60


@dataclass
class Cluster:
    """Nodes by number. `folders` may be set apart, e.g. to give one node a small disk."""

    folder: Path
    ports: list[int]
    routes: list[int]
    folders: list[Path]
    processes: list[subprocess.Popen[bytes] | None] = field(default_factory=lambda: [None] * NODES)

    @property
    def address(self) -> str:
        return ",".join(f"nats://127.0.0.1:{port}" for port in self.ports)

    def start(self, number: int) -> None:
        file = self.folder / f"n{number}.conf"
        others = ", ".join(f"nats://127.0.0.1:{port}" for port in self.routes)
        file.write_text(
            f"server_name: n{number}\nhost: 127.0.0.1\nport: {self.ports[number]}\n"
            f'jetstream {{ store_dir: "{self.folders[number]}", max_file_store: 4GB, max_memory_store: 64MB }}\n'
            f"cluster {{ name: bench, host: 127.0.0.1, port: {self.routes[number]}, routes: [{others}] }}\n"
        )
        with (self.folder / f"n{number}.log").open("ab") as log:
            self.processes[number] = subprocess.Popen(["nats-server", "-c", str(file)], stdout=log, stderr=log)

    def kill(self, number: int) -> None:
        process = self.processes[number]
        if process is not None:
            process.kill()
            process.wait()
        self.processes[number] = None

    def pids(self) -> list[int]:
        return [process.pid for process in self.processes if process is not None]

    def leader_known(self) -> bool:
        """Whether the nodes agreed on who leads, by the log of any."""
        logs = [self.folder / f"n{number}.log" for number in range(NODES)]
        return any("metadata leader" in log.read_text(errors="replace") for log in logs if log.exists())


def installed() -> bool:
    return shutil.which("nats-server") is not None


@contextlib.contextmanager
def running(folder: Path) -> Iterator[Cluster]:
    """A cluster that agreed on its leader; its processes are ended afterwards, the folder is left to its owner."""
    folder.mkdir(parents=True, exist_ok=True)
    ports = _free_ports(2 * NODES)
    cluster = Cluster(folder, ports[:NODES], ports[NODES:], [folder / f"n{number}" for number in range(NODES)])
    try:
        for number in range(NODES):
            cluster.start(number)
        until = time.monotonic() + READY_SECONDS
        while not cluster.leader_known():
            if time.monotonic() > until:
                raise TimeoutError("the NATS nodes agreed on no leader")
            time.sleep(0.1)
        yield cluster
    finally:
        for number in range(NODES):
            cluster.kill(number)


def _free_ports(count: int) -> list[int]:
    with contextlib.ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(count)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in probes]
