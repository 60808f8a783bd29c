"""A command as a whole: wall time, processor time and peak memory of its process tree."""

import subprocess
import time
from dataclasses import dataclass

import psutil

_EVERY = 0.05  # seconds between two looks at the process tree


@dataclass(frozen=True, slots=True)
class Run:
    """What one run took: seconds of wall clock and processor, bytes of the whole tree at its peak."""

    wall: float
    cpu: float
    peak: int
    output: str


def measured(command: list[str], timeout: float = 900) -> Run:
    """Run a command to its end; RuntimeError with its words where it exits with neither 0 nor 1."""
    started = time.perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        root, peak, cpu = psutil.Process(process.pid), 0, {}
        while process.poll() is None:
            memory, times = _look(root)
            peak = max(peak, memory)
            cpu.update(times)
            if time.perf_counter() - started > timeout:
                process.kill()
                raise RuntimeError(f"{command[:4]} took longer than {timeout} s")
            time.sleep(_EVERY)
        output = process.stdout.read() if process.stdout else ""
    if process.returncode not in {0, 1}:
        raise RuntimeError(f"{command[:4]} ended with {process.returncode}: {output[-2000:]}")
    return Run(time.perf_counter() - started, sum(cpu.values()), peak, output)


def _look(root: psutil.Process) -> tuple[int, dict[tuple[int, float], float]]:
    """Return the tree's memory (PSS where the system tells it, so that shared pages count once) and times."""
    memory, times = 0, {}
    try:
        tree = [root, *root.children(recursive=True)]
    except psutil.Error:
        return 0, {}
    for process in tree:
        try:
            memory += getattr(process.memory_full_info(), "pss", 0) or process.memory_info().rss
            spent = process.cpu_times()
            times[process.pid, process.create_time()] = spent.user + spent.system
        except psutil.Error:
            continue
    return memory, times
