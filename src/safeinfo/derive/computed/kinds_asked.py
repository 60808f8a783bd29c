"""The kinds of personal data a shop asks for, and by what each is named."""

from dataclasses import dataclass

from safeinfo.derive.computed.collecting import DISTINCT_FORMS, SURE, Collected
from safeinfo.derive.computed.naming import family_of, is_named, kinds_of_words
from safeinfo.derive.computed.policies import CONFIRMED, POLICIES, PolicyText, own_texts
from safeinfo.model.evidence import View
from safeinfo.model.observations import DeclarationMade
from safeinfo.model.readings import FieldRead, Statement


@dataclass(frozen=True, slots=True)
class Asked:
    """A family of kinds that the shop asks for, with every field of it; `kinds` in the order they were met."""

    family: str
    kinds: tuple[str, ...]
    fields: tuple[tuple[Collected, FieldRead], ...]

    @property
    def sure(self) -> bool:
        """Whether a visible field certainly asks for it."""
        return any(field.visible and field.certainty >= SURE for _, field in self.fields)

    @property
    def first(self) -> tuple[Collected, FieldRead]:
        """The field that findings point to: the one read with most certainty, of those a visitor sees."""
        return max(self.fields, key=lambda each: (each[1].visible, each[1].certainty))

    @property
    def cites(self) -> tuple[str, ...]:
        """The pages it is asked on."""
        return tuple(dict.fromkeys(cite for form, _ in self.fields for cite in form.cites))


def kinds_asked(view: View) -> tuple[Asked, ...]:
    """Return what the shop asks for, family by family, in the order met."""
    found: dict[str, list[tuple[Collected, FieldRead]]] = {}
    for form in view.once(DISTINCT_FORMS):
        for field in form.form.fields:
            if field.personal:
                found.setdefault(family_of(field.kind), []).append((form, field))
    return tuple(
        Asked(family, tuple(dict.fromkeys(field.kind for _, field in fields)), tuple(fields))
        for family, fields in found.items()
    )


def naming_texts(view: View) -> tuple[PolicyText, ...]:
    """Return the shop's own texts that may name what it collects: those that read as a privacy policy.

    A notice on cookies counts where it reads as one; an imprint, terms or a page that only has the name do not.
    """
    return tuple(
        text
        for text in own_texts(view.once(POLICIES))
        if text.read and text.read.kind != "terms" and (text.read.is_policy >= CONFIRMED or text.is_part)
    )


def named_in(texts: tuple[PolicyText, ...], kind: str) -> tuple[PolicyText, Statement | None] | None:
    """Return the text that names a kind, with the statement that does so if there is one for it."""
    for text in texts:
        if text.read and is_named(kind, text.read.kinds):
            return text, _statement(text, kind)
    return None


def speaks_of_messages(texts: tuple[PolicyText, ...]) -> tuple[PolicyText, Statement] | None:
    """Return the text that speaks of what customers write to the shop, with the words that do."""
    said = ((text, each) for text in texts if text.read for each in text.read.statements)
    return next((pair for pair in said if (pair[1].topic, pair[1].status) == ("correspondence", "yes")), None)


def _statement(text: PolicyText, kind: str) -> Statement | None:
    collects = [each for each in text.read.statements if each.topic == "collects"] if text.read else []
    naming = (each for each in collects if is_named(kind, kinds_of_words(each.status)))
    return next(naming, None)


def declared_kind(made: tuple[DeclarationMade, ...], kind: str) -> DeclarationMade | None:
    """Return the declaration that names a kind."""
    for each in made:
        if is_named(kind, {data.kind for data in each.declaration.data}):
            return each
    return None
