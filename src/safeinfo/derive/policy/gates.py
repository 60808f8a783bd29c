"""Which sentences hold a stem: each stem is looked for once in the whole text, so that patterns meet few sentences."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

from safeinfo.derive.policy.sentences import Sentence, lowered

_END = "\n"


class Gates:
    """The sentences of a text, joined in lower case; with `led` each after what it continues."""

    def __init__(self, sentences: Sequence[Sentence], *, led: bool = False) -> None:
        self.count = len(sentences)
        parts = [
            f"{lowered(sentence.block.lead)} {sentence.lower}" if led and sentence.block.lead else sentence.lower
            for sentence in sentences
        ]
        self._text = _END.join(parts)
        self._known: dict[str, tuple[int, ...]] = {}
        self._starts: list[int] = []
        at = 0
        for part in parts:
            self._starts.append(at)
            at += len(part) + len(_END)

    def holding(self, stems: Iterable[str]) -> list[int]:
        """Return the indices of the sentences that hold any of the stems (lower case), in order."""
        found: set[int] = set()
        for stem in stems:
            if stem not in self._known:
                self._known[stem] = tuple(self._holding(stem))
            found.update(self._known[stem])
        return sorted(found)

    def _holding(self, stem: str) -> Iterator[int]:
        at = self._text.find(stem)
        while at >= 0:
            number = bisect_right(self._starts, at) - 1
            yield number
            if number + 1 == self.count:
                return
            at = self._text.find(stem, self._starts[number + 1])
