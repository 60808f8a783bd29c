"""What comes before a product goes into the cart: its size and colour are chosen, what is to be engraved is written."""

from selectolax.lexbor import LexborNode

from safeinfo.derive.dom import Document
from safeinfo.derive.shop import (
    Choice,
    Control,
    Option,
    OptionGroup,
    Stage,
    choices,
    option_groups,
    plain_groups,
    print_of,
    scope_of,
    unticked,
    waits_for_choice,
)
from safeinfo.gather.browser.visit import Visit
from safeinfo.gather.walk.frontier import key_of
from safeinfo.gather.walk.looking import again, answered
from safeinfo.gather.walk.state import Look, Walk
from safeinfo.gather.walk.till import about_person
from safeinfo.gather.walk.typing import typable
from safeinfo.model.kinds import Purpose, Required
from safeinfo.model.readings import FieldRead, FormRead

_MOST_WAYS = 3  # controls tried on one product
_MOST_STEPS = 5  # of choosing, one after the other
_MOST_CHOICES = 8  # options chosen on one product
_WRITTEN = "Abc"  # made up, and no canary: it goes into the cart


def ways(seen: Look, *, disabled: bool = False) -> list[tuple[Document, Choice]]:
    """Return what may put the product of a page in the cart, best first, each with its document."""
    found = [
        (document, choice)
        for document in seen.documents
        for choice in choices(document, Stage.PRODUCT, disabled=disabled)
    ]
    offered = {option.node for group in unsaid(seen) for option in group.options}
    meant = [pair for pair in found if pair[1].intent or pair[1].control.node not in offered]
    return sorted(meant, key=lambda pair: -pair[1].score)[:_MOST_WAYS]


def may_be_bought(seen: Look) -> bool:
    """Tell whether a page has something that may put a thing in the cart, now or once something was chosen."""
    return bool(ways(seen, disabled=True)) or any(waits_for_choice(each) is not None for each in seen.documents)


def unsaid(seen: Look) -> list[OptionGroup]:
    """Return what may be choices on a page though nothing says so: buttons in a row."""
    scopes = ((document, _scope(document)) for document in seen.documents)
    return [group for document, scope in scopes if scope is not None for group in plain_groups(document, scope)]


def is_open(product: Look) -> bool:
    """Tell whether a page asks for a choice or a word before its product goes into the cart."""
    scopes = ((document, _scope(document)) for document in product.documents)
    groups = [group for document, scope in scopes if scope is not None for group in option_groups(document, scope)]
    return bool(_asked(product)) or any(
        not group.chosen and any(option.available for option in group.options) for group in groups
    )


async def write_what_is_asked(product: Look) -> None:
    """Write something into boxes that a product insists on and that are about nobody: what to print, to engrave."""
    for field in _asked(product):
        await product.visit.type(field.node or 0, _WRITTEN, hurry=True)


def _asked(product: Look) -> list[FieldRead]:
    found: list[FieldRead] = []
    pressed = {choice.control.node for _, choice in ways(product, disabled=True)}
    for form in product.forms:
        if form.visible and pressed & {button.node for button in form.submit} and not _asks_person(form):
            wanted = (field for field in form.fields if field.visible and field.required is Required.REQUIRED)
            found += [field for field in wanted if _is_blank(product, form, field)]
    return found


def _asks_person(form: FormRead) -> bool:
    return any(field.type in {"email", "password"} or field.kind in {"email", "tel"} for field in form.fields)


def _is_blank(product: Look, form: FormRead, field: FieldRead) -> bool:
    if not typable(field) or field.type not in {"text", "textarea"}:
        return False
    document = next((each for each in product.documents if each.frame == form.frame), None)
    node = document.find(field.selector) if document is not None else None
    return node is not None and not (node.attributes.get("value") or node.text(deep=True).strip())


async def choose(walk: Walk, product: Look, *, plain: bool = False) -> Look:
    """Choose the first available of each choice that was not made; capture the page again after each.

    `plain`: buttons in a row are choices, too, though nothing says so, and one step of them may lead to the next.
    """
    for _ in range(_MOST_STEPS):
        product = await _choose_all(walk, product, plain=plain)
        onward = _onward(product) if plain and not ways(product) else None
        if onward is None or onward.node is None:
            break
        before, walk.shopper.phase = print_of(product.documents), "shopping"
        await product.visit.click(onward.node)
        await product.visit.settle()
        fresh = await answered(walk, product, before)
        if key_of(walk.shopper.url) != key_of(product.url) or print_of(fresh.documents) == before:
            return fresh
        product = fresh
    return product


async def _choose_all(walk: Walk, product: Look, *, plain: bool) -> Look:
    made: set[str] = set()
    for _ in range(_MOST_CHOICES):
        step = await _choose_one(walk, product, made, plain=plain)
        if step is None:
            break
        product = step
    return product


def _onward(product: Look) -> Control | None:
    """Return what leads to the next step of choosing, where nobody is asked who one is."""
    if any(form.visible and any(each.visible and about_person(each) for each in form.fields) for form in _own(product)):
        return None
    found = (way for each in product.documents for way in choices(each, Stage.CART) if way.intent == "continue")
    return next((way.control for way in found if way.control.is_button), None)


def _own(product: Look) -> list[FormRead]:
    return [form for form in product.forms if form.purpose not in {Purpose.NEWSLETTER, Purpose.SEARCH}]


async def _choose_one(walk: Walk, product: Look, made: set[str], *, plain: bool) -> Look | None:
    for document in product.documents:
        scope = _scope(document)
        if scope is None:
            continue
        for node in unticked(document, scope):
            await product.visit.tick(node, True)  # noqa: FBT003 - the state it shall be in
        for group in plain_groups(document, scope) if plain else option_groups(document, scope):
            option = next((each for each in group.options if each.available), None)
            if group.chosen or group.selector in made or option is None:
                continue
            made.add(group.selector)
            if await _take(product.visit, group, option):
                await product.visit.settle()
                return await again(walk, product, "answered")
    return None


def _scope(document: Document) -> LexborNode | None:
    """Return the part of a page in which choices belong to what is put in the cart."""
    found = choices(document, Stage.PRODUCT, disabled=True)
    button = found[0].control if found else waits_for_choice(document)
    if button is not None:
        return scope_of(document, button.element)
    return document.tree.css_first("main, [role=main]")


async def _take(visit: Visit, group: OptionGroup, option: Option) -> bool:
    if group.how == "select":
        return group.node is not None and await visit.choose(group.node, option.index)
    return option.node is not None and await visit.click(option.node)
