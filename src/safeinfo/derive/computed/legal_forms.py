"""Names of companies without their legal form: a shop's title rarely bears it, its policy mostly does."""

import re

# As they are met without their dots; «s r o» for «s. r. o.», which is the same as «s.r.o.».
_MOST = 200  # characters of a name
_FORMS = (
    "inc|incorporated|corp|corporation|company|co|llc|llp|lp|plc|ltd|limited|pty|pvt|private|pte|sdn|bhd|opc|dba|cic"
    "|gmbh|ggmbh|ag|kg|kgaa|ohg|gbr|ug|ug haftungsbeschränkt|e ?k|e ?kfm|e ?u|e ?v|e ?g|mbh"
    "|s ?a ?r ?l|s ?a ?s ?u?|s ?n ?c|e ?u ?r ?l|s ?a|s ?c|sprl|scop|b ?v|bvba|srl|n ?v|v ?o ?f"
    "|s ?r ?l ?s?|s ?p ?a|s ?a ?p ?a|s ?l ?u?|s ?l ?l|s ?a ?u|c ?b|s de rl de cv|sa de cv|de cv|ltda|lda|eireli"
    "|s/?a|mei|e ?p ?e|a/?b|a/?s|aps|i/?s|k/?s|asa|ans|o/?y|oyj|ky|tmi|hf|ehf|osaühing|o/?ü"
    "|sp ?z ?o ?o|spółka z ?o ?o|sp ?j|sp ?k|s ?r ?o|spol s ?r ?o|a ?s|v ?o ?s|k ?s|kft|bt|zrt|nyrt|k ?k ?t"
    "|d ?o ?o|j ?d ?o ?o|d ?d|s ?p|eood|ood|еоод|оод|ад|ет|ε ?π ?ε|α ?ε|ι ?κ ?ε|ο ?ε|ε ?ε|a ?ş|ltd ?şti|şti"
    '|limited şirketi|anonim şirketi|тов|ооо|оао|зао|пао|uab|sia|mb|tbk|co ltd|בע"?מ'
)
_BEFORE = (
    "ооо|оао|зао|пао|ао|ип|тов|фоп|пп|uab|mb|sia|as|oü|pt|cv|công ty(?: tnhh| cổ phần)?|บริษัท|شركة|société|firma|spółka"
)
_LINK = r"(?:&|und|and|et|y|e|og|och)?"
_AFTER = re.compile(rf"(?:(?>[ ,;(]+{_LINK} ?(?:{_FORMS})(?=[ ,;)]|$)\)*))+$")  # atomic: a name may be hostile
_FIRST = re.compile(rf"^(?:{_BEFORE})\s+[\"«„“]?")
_EASTERN = re.compile(
    r"株式会社|有限会社|合同会社|合資会社|股份有限公司|有限责任公司|有限公司|주식회사|유한회사"
    r"|[(（]?[株有주유][)）]|㈜|㈱|จำกัด(?: ?\(มหาชน\))?"
)
_DOTS = re.compile(r"(?<=\w)\.(?=\s|$|,|\)|\w\b)")


def without_legal_form(name: str) -> str:
    """Return a company's name in lower case without its legal form; what is nothing but a form stays as it is."""
    lower = _DOTS.sub("", " ".join(name.casefold().split())[:_MOST])
    bare = _EASTERN.sub(" ", lower)
    bare = _FIRST.sub("", _AFTER.sub("", bare.strip())).strip(' ,;.()"«»„“”')
    return bare or lower
