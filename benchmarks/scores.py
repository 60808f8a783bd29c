"""Counts of right and wrong answers of one task, each class on its own, and the table that shows them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from rich.console import Console
from rich.table import Table


@dataclass(slots=True)
class Tally:
    """Answers of one task on one part of the material: `add` each, then read `rows`."""

    task: str
    part: str
    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)
    confusions: list[str] = field(default_factory=list)

    def add(self, truth: str, said: str, note: str = "") -> None:
        """Count one answer; a wrong one is kept to be shown."""
        self.pairs[truth, said] += 1
        if truth != said:
            self.confusions.append(f"{self.task} [{self.part}] {note}: is {truth}, said {said}")

    def rows(self, aims: dict[str, str] | None = None) -> Iterator[tuple[str, ...]]:
        """A row for each class that is or was said to be: task, class, part, count, precision, recall, F1, aim."""
        for name in sorted({truth for truth, _ in self.pairs} | {said for _, said in self.pairs}):
            hit = self.pairs[name, name]
            count = sum(number for (truth, _), number in self.pairs.items() if truth == name)
            called = sum(number for (_, said), number in self.pairs.items() if said == name)
            precision, recall = ratio(hit, called), ratio(hit, count)
            either = ratio(2 * hit, count + called)
            cells = (f"{count}", shown(precision), shown(recall), shown(either))
            yield (self.task, name, self.part, *cells, (aims or {}).get(name, ""))


def ratio(one: int, other: int) -> float | None:
    """Their ratio; None where there is nothing to divide by."""
    return one / other if other else None


def shown(value: float | None) -> str:
    """A ratio with three places, "-" for none."""
    return "-" if value is None else f"{value:.3f}"


def print_table(title: str, rows: Iterable[tuple[str, ...]]) -> None:
    """Print rows as `Tally.rows` gives them."""
    table = Table("task", "class", "part", "n", "precision", "recall", "F1", "aim or peers", title=title)
    for column in table.columns[3:7]:
        column.justify = "right"
    for row in rows:
        table.add_row(*row)
    Console(width=120).print(table)
