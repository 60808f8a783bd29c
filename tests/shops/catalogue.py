"""What the shop sells: three departments and twelve products, the last of them for adults only."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Product:
    """A product; `price` in cents, `options` the names of its variants, `shape` what its picture draws."""

    slug: str
    department: str
    price: int
    shape: str
    colour: str
    options: tuple[str, ...] = ()
    in_stock: bool = True

    @property
    def adults_only(self) -> bool:
        return self.department == "cellar"


DEPARTMENTS = ("table", "kitchen", "cellar")
COLOURS = ("moss", "slate", "oat")
SIZES = ("small", "large")

PRODUCTS = {
    p.slug: p
    for p in (
        Product("teapot", "table", 4800, "pot", "#5d7f6c", COLOURS),
        Product("mug", "table", 1650, "cup", "#8a6d4f", COLOURS),
        Product("plate", "table", 2200, "disc", "#7d8f99", SIZES),
        Product("jug", "table", 3150, "jug", "#a26a4c"),
        Product("candle", "table", 1200, "candle", "#b99a4d", in_stock=False),
        Product("board", "kitchen", 3900, "board", "#9b7247", SIZES),
        Product("apron", "kitchen", 2900, "apron", "#506a7f", COLOURS),
        Product("grater", "kitchen", 1450, "board", "#87919a"),
        Product("bowl", "kitchen", 2600, "bowl", "#6b7f4f", SIZES),
        Product("spoon", "kitchen", 950, "spoon", "#8f6b3e"),
        Product("cider", "cellar", 890, "bottle", "#a8822c"),
        Product("gin", "cellar", 3600, "bottle", "#4f7277"),
    )
}


def open_products() -> tuple[Product, ...]:
    """Return what everyone may look at."""
    return tuple(p for p in PRODUCTS.values() if not p.adults_only)


def of_department(department: str) -> tuple[Product, ...]:
    """Return a department's products."""
    return tuple(p for p in PRODUCTS.values() if p.department == department)


def money(cents: int) -> str:
    """Write an amount as the shop writes it."""
    return f"€{cents / 100:.2f}"
