"""Shop as a shopper does: find a product, choose what must be chosen, put it in the cart, and see the cart."""

from safeinfo.derive.shop import (
    Stage,
    choices,
    inner_links,
    is_empty_cart,
    opens_cart,
    print_of,
    product_links,
    product_presses,
)
from safeinfo.gather.walk import asking, choosing, selling, till
from safeinfo.gather.walk.frontier import Target, key_of
from safeinfo.gather.walk.looking import again, answered, follow, go
from safeinfo.gather.walk.state import Look, Walk

_MOST_PRODUCTS = 5
_MOST_SHELVES = 3
_MOST_OTHERS = 5  # pages that are looked at for products although nothing says that they have any
_NO_SHELF = frozenset(
    {
        "privacy",
        "terms",
        "legal",
        "cookies",
        "contact",
        "login",
        "signup",
        "account",
        "recovery",
        "cart",
        "checkout",
        "newsletter",
    }
)
_ERROR = 400  # HTTP status; RFC 9110, 15.5


async def shop(walk: Walk, home: Look) -> Look | None:
    """Go from the home page to a product, the cart and the till; return the last page seen there, None if none was."""
    shelves = _Shelves(walk, home)
    for _ in range(_MOST_PRODUCTS):
        product = await shelves.next_product()
        if product is None:
            break
        walk.found["product"] += 1
        cart = await put_in_cart(walk, product)
        if cart is not None:
            walk.found["cart"] += 1
            last = await till.go_to_till(walk, cart)
            if last is not None:
                return last
        if walk.budget.spent:
            break
    if not walk.found["cart"] and (ordered := selling.order_form(walk)) is not None:
        return await _to_order_form(walk, ordered)
    _say_where_it_ended(walk)
    if not walk.found["product"]:
        shelves.say_what_was_tried()
    return None


async def _to_order_form(walk: Walk, ordered: Look) -> Look:
    """Stand at the form that takes the order beside what is sold: it is the checkout."""
    target = Target(ordered.page.url, "checkout", "address", ordered.page.click_steps)
    fresh = ordered if walk.shopper.visit is ordered.visit else await go(walk, target, keep_clear=True)
    walk.found["product"] = walk.found["product"] or 1
    walk.found["checkout"] += 1
    return fresh or ordered


def _say_where_it_ended(walk: Walk) -> None:
    if walk.budget.spent:
        walk.stopped["checkout"] = f"the budget of {walk.budget.spent} was spent before the checkout"
    elif walk.found["cart"] and not walk.found["checkout"]:
        broken = next((each.page.status for each in walk.looks if each.page.role == "checkout"), 0)
        answered = f": it answered with an error (HTTP {broken})" if broken >= _ERROR else ""
        walk.stopped["checkout"] = f"the cart offered no way on that led to a checkout{answered}"
        walk.fail("checkout", "error", walk.stopped["checkout"])
    elif walk.found["product"] and not walk.found["cart"]:
        walk.stopped["cart"] = walk.stopped["checkout"] = "no product could be put in the cart"
        walk.fail("cart", "error", f"{walk.found['product']} products were tried, none could be put in the cart")


class _Shelves:
    """Products one after the other: those of the home page first, then of the shelves it leads to."""

    def __init__(self, walk: Walk, home: Look) -> None:
        self._walk = walk
        self._pages = [home]
        self._shelves = self._others = 0
        self._pressed: set[str] = set()
        self._searches: tuple[Target, ...] | None = None
        self._names: list[str] = []  # what the shop calls its shelves

    async def next_product(self) -> Look | None:
        """Return the next page on which something can be put in the cart; None if there is none left."""
        for _ in range(_MOST_PRODUCTS + _MOST_SHELVES + _MOST_OTHERS):
            seen = await self._next_page()
            if seen is None:
                return None
            if seen.role.role == "product" or (seen.role.role != "listing" and choosing.may_be_bought(seen)):
                return seen
            self._pages.append(seen)
        return None

    async def _next_page(self) -> Look | None:
        for page in self._pages:
            for link in product_links(page.documents[0]) if page.documents else ():
                if not self._walk.frontier.visited(link.url):
                    self._walk.tried["product"] += 1
                    target = Target(link.url, "product", link.text or link.url, page.page.click_steps + 1)
                    return await go(self._walk, target, keep_clear=True) or await self._next_page()
        return await self._shelf() or await self._by_script() or self._straight_from_shelf() or await self._otherwise()

    async def _shelf(self) -> Look | None:
        targets = self._walk.frontier.best("listing", "listing", 1, 0.3)
        if not targets or self._shelves >= _MOST_SHELVES:
            return None
        self._shelves += 1
        self._names.append(targets[0].reached_by)
        return await go(self._walk, targets[0], keep_clear=True) or await self._shelf()

    async def _by_script(self) -> Look | None:
        """A card that is no link: press it where it stands."""
        page = await self._standing_on(self._pages[-1])
        if page is None:
            return None
        for control in product_presses(page.documents[0]) if page.documents else ():
            if control.selector in self._pressed or control.node is None:
                continue
            self._pressed.add(control.selector)
            before = print_of(page.visit.documents)
            self._walk.shopper.phase = "shopping"
            await page.visit.click(control.node)
            await page.visit.settle()
            seen = await _after_press(self._walk, page, "product", control.label)
            if print_of(seen.documents) == before:
                return None
            return await _as_page(self._walk, seen, "product", control.label)
        return None

    async def _standing_on(self, page: Look) -> Look | None:
        """Return to a page if something on it can be pressed, for its controls live only as long as it is open."""
        walk = self._walk
        if walk.shopper.visit is page.visit or not page.documents or not product_presses(page.documents[0]):
            return page if walk.shopper.visit is page.visit else None
        fresh = await go(walk, Target(page.url, page.page.role, "address", page.page.click_steps), keep_clear=True)
        if fresh is not None:
            self._pages[-1] = fresh
        return fresh

    async def _otherwise(self) -> Look | None:
        return await self._any_page() or await self._search()

    async def _search(self) -> Look | None:
        """No shelf shows anything: ask the shop's own search."""
        if self._searches is None:
            self._searches = asking.searches(self._pages[0], tuple(self._names))
        fresh = next((each for each in self._searches if not self._walk.frontier.visited(each.url)), None)
        return None if fresh is None else await go(self._walk, fresh, keep_clear=True) or await self._search()

    def say_what_was_tried(self) -> None:
        """Note why nothing came of looking for a product, the cart and the till."""
        asked = sum(self._walk.frontier.visited(each.url) for each in self._searches or ())
        self._walk.notes["product"] = (
            f"nothing that could be put in a cart was seen: the front page, {self._walk.tried['product']} links to"
            f" products, {self._shelves} shelves, {self._others} other pages and {asked} searches were looked at"
        )
        sells = selling.sign_of_sale(self._walk)
        for what in ("cart", "checkout"):
            self._walk.notes[what] = f"not reached: {self._walk.notes['product']}"
            if sells:
                self._walk.stopped[what] = f"{sells}, but {self._walk.notes['product']}"
            if selling.is_for_customers_only(self._walk):
                self._walk.fail(what, "login-needed", sells)

    async def _any_page(self) -> Look | None:
        """No shelf is known by its name: look at what the front page links, and what those pages do."""
        known = {
            link.url
            for topic, links in self._walk.frontier.links.items()
            if topic in _NO_SHELF
            for link, _ in links.values()
        }
        for page in self._pages:
            for link in inner_links(page.documents[0]) if page.documents else ():
                if link.url not in known and not self._walk.frontier.visited(link.url) and self._others < _MOST_OTHERS:
                    self._others += 1
                    target = Target(link.url, "listing", link.text or link.url, page.page.click_steps + 1)
                    return await go(self._walk, target, keep_clear=True)
        return None

    def _straight_from_shelf(self) -> Look | None:
        """Some shops put things in the cart from the shelf itself."""
        page = self._pages[-1]
        if page.visit.id in self._pressed or self._walk.shopper.visit is not page.visit or not choosing.ways(page):
            return None
        self._pressed.add(page.visit.id)
        page.role = type(page.role)("product", 0.5, "a shelf with ways to add")
        return page


async def _after_press(walk: Walk, seen: Look, role: str, words: str) -> Look:
    """Look at what pressing has led to: another page, or the same one in another state."""
    if key_of(walk.shopper.url) != key_of(seen.url):
        return await follow(walk, role, words, seen.page.click_steps + 1, keep_clear=True, left=seen)
    fresh = await answered(walk, seen, print_of(seen.documents))
    if key_of(walk.shopper.url) != key_of(seen.url):
        return await follow(walk, role, words, seen.page.click_steps + 1, keep_clear=True, left=seen)
    return fresh


async def put_in_cart(walk: Walk, product: Look) -> Look | None:
    """Put the product of a page in the cart; return the cart as it is seen then, None if it could not be done.

    Where pressing leads to no cart, buttons in a row may be what must be chosen first, though nothing says so.
    """
    walk.shopper.phase = "shopping"
    product = await choosing.choose(walk, product)
    cart = await _add(walk, product)
    if cart is not None or walk.budget.spent or not any(not group.chosen for group in choosing.unsaid(product)):
        return cart
    if walk.shopper.visit is product.visit:
        fresh: Look | None = await again(walk, product, "answered")
    else:
        fresh = await go(
            walk, Target(product.page.url, "product", "address", product.page.click_steps), keep_clear=True
        )
    return await _add(walk, await choosing.choose(walk, fresh, plain=True)) if fresh is not None else None


async def _add(walk: Walk, product: Look, *, once_more: bool = True) -> Look | None:
    """Press what puts the product in the cart; where only that makes the page ask for a choice, once more."""
    await choosing.write_what_is_asked(product)
    for _, choice in choosing.ways(product):
        if choice.control.node is None:
            continue
        walk.tried["cart"] += 1
        before = {way.control.selector for each in product.documents for way in choices(each, Stage.CART)}
        walk.shopper.phase = "shopping"
        if not await product.visit.click(choice.control.node):
            continue
        await product.visit.settle()
        seen = await _after_press(walk, product, "cart", choice.control.label)
        if once_more and seen.visit is product.visit and not _opened(seen, before) and choosing.is_open(seen):
            return await _add(walk, await choosing.choose(walk, seen), once_more=False)
        cart = await _see_cart(walk, seen, before)
        if cart is not None:
            return cart
        if seen.visit is not product.visit or walk.budget.spent:
            return None
    return None


async def _see_cart(walk: Walk, seen: Look, before: set[str]) -> Look | None:
    """Return the cart with a way on: this page, what opened in it, what a cart control opens, its page by address.

    A control is pressed rather than its address opened: what a page of scripts keeps in mind is lost otherwise.
    """
    if seen.role.role in {"cart", "checkout"}:
        return None if is_empty_cart(seen.documents) else seen
    if _opened(seen, before):
        return await _as_page(walk, seen, "cart", seen.visit.reached_by)
    cart = await _press_cart(walk, seen)
    if cart is not None:
        return await _as_page(walk, cart, "cart", cart.visit.reached_by)
    for target in walk.frontier.best("cart", "cart", 1, 0.45):
        cart = await go(walk, target, keep_clear=True)
        if cart is not None and leads_on(cart) and not is_empty_cart(cart.documents):
            return cart
    return None


def _opened(seen: Look, before: set[str]) -> bool:
    """Tell whether a page now offers a way to the till that it did not."""
    return bool({way.control.selector for each in seen.documents for way in choices(each, Stage.CART)} - before)


async def _as_page(walk: Walk, seen: Look, role: str, words: str) -> Look:
    """Let what a page has become without a new address count as a page of its own."""
    if seen.visit.role == role:
        return seen
    return await follow(walk, role, words, seen.page.click_steps + 1, keep_clear=True)


async def _press_cart(walk: Walk, seen: Look) -> Look | None:
    for document in seen.documents:
        for choice in opens_cart(document)[:2]:
            if choice.control.node is None or walk.shopper.visit is not seen.visit:
                continue
            walk.shopper.phase = "shopping"
            await seen.visit.click(choice.control.node)
            await seen.visit.settle()
            cart = await _after_press(walk, seen, "cart", choice.control.label)
            if leads_on(cart) and not is_empty_cart(cart.documents):
                return cart
    return None


def leads_on(cart: Look) -> bool:
    """Tell whether a page offers a way to the till."""
    return any(way.score >= 0.45 for each in cart.documents for way in choices(each, Stage.CART))  # noqa: PLR2004
