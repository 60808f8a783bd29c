"""A disk in memory that fails where it is told to, and forgets what was not flushed, as a power cut makes it."""

from dataclasses import dataclass, field
from enum import Enum


class PowerCut(BaseException):
    """The machine stopped; not an Exception, for nothing may catch it."""


class Left(Enum):
    """What a power cut leaves of what was not flushed."""

    NOTHING = "only what was flushed"
    ALL = "everything, as after kill -9"
    TORN = "names, but only half of the data that was not flushed"
    NAMES = "names, and empty files"


@dataclass
class Inode:
    now: bytes = b""
    flushed: bytes = b""


@dataclass
class Memory:
    """Files as `safeinfo.seal.files.Files` has them; `stop_at` is the step before or after which the power goes."""

    names_now: dict[str, Inode] = field(default_factory=dict)
    names_flushed: dict[str, Inode] = field(default_factory=dict)
    stop_at: int = -1
    half: bool = False  # of the step that is stopped, half is done
    steps: int = 0
    log: list[str] = field(default_factory=list)

    def read(self, name: str) -> bytes | None:
        found = self.names_now.get(name)
        return None if found is None else found.now

    def names(self, folder: str) -> list[str]:
        front = f"{folder}/" if folder else ""
        return sorted({n[len(front) :].partition("/")[0] for n in self.names_now if n.startswith(front)})

    def create(self, name: str, data: bytes, mode: int = 0) -> None:
        inode = self.names_now[name] = Inode()
        self._step(f"create {name}", lambda: setattr(inode, "now", data[: len(data) // 2]))
        inode.now = inode.flushed = data

    def create_many(self, written: dict[str, bytes], mode: int = 0) -> None:
        for name, data in written.items():
            self.create(name, data, mode)

    def append(self, name: str, data: bytes) -> None:
        inode = self.names_now[name]
        self._step(f"append {name}", lambda: setattr(inode, "now", inode.now + data[: len(data) // 2]))
        inode.now = inode.now + data
        self._step(f"flush {name}", lambda: None)
        inode.flushed = inode.now

    def cut(self, name: str, size: int) -> None:
        inode = self.names_now[name]
        self._step(f"cut {name}", lambda: None)
        inode.now = inode.flushed = inode.now[:size]

    def rename(self, old: str, new: str) -> None:
        self._step(f"rename {new}", lambda: None)
        self.names_now[new] = self.names_now.pop(old)

    def remove(self, name: str) -> None:
        self._step(f"remove {name}", lambda: None)
        self.names_now.pop(name, None)

    def settle(self, folder: str) -> None:
        self._step(f"settle {folder}", lambda: None)
        within = {n for n in (*self.names_now, *self.names_flushed) if n.rpartition("/")[0] == folder}
        for name in within:
            if name in self.names_now:
                self.names_flushed[name] = self.names_now[name]
            else:
                self.names_flushed.pop(name, None)

    def _step(self, what: str, partly) -> None:
        self.log.append(what)
        if self.steps == self.stop_at:
            if self.half:
                partly()
            raise PowerCut(what)
        self.steps += 1

    def after(self, left: Left) -> "Memory":
        """Return the disk as it is found when the machine starts again."""
        names = self.names_flushed if left is Left.NOTHING else self.names_now
        return Memory(
            *({name: Inode(data, data) for name, data in self._kept(names, left)} for _ in range(2)),
        )

    @staticmethod
    def _kept(names: dict[str, Inode], left: Left):
        for name, inode in names.items():
            if left is Left.ALL:
                yield name, inode.now
            elif left is Left.TORN and inode.now != inode.flushed:
                yield name, inode.now[: (len(inode.flushed) + len(inode.now)) // 2]
            else:
                yield name, inode.flushed
