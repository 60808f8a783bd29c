"""Links to policies: words in many languages, icons, regions, decoys."""

import pytest
from benchmarks.accuracy_policy import first_privacy_link, own_footers
from hypothesis import given, settings
from hypothesis import strategies as st

from safeinfo.derive.dom import Document
from safeinfo.derive.links import policy_links
from safeinfo.derive.links.lexicon import LANGUAGES

SHOP = "https://shop.example/"


def links(html, url=SHOP):
    return policy_links(Document.parse(html, url))


def best(html):
    return links(html)[0]


@pytest.mark.parametrize(
    "label",
    [
        "Privacy Policy", "Privacy", "Datenschutz", "Datenschutzerklärung", "Politique de confidentialité", "RGPD",
        "Política de privacidad", "Informativa sulla privacy", "Política de Privacidade", "Privacybeleid",
        "Integritetspolicy", "Privatlivspolitik", "Personvernerklæring", "Tietosuojaseloste", "Polityka prywatności",
        "Ochrana osobních údajů", "Ochrana osobných údajov", "Adatvédelmi tájékoztató", "Politica de confidențialitate",
        "Политика за поверителност", "Politika privatnosti", "Varstvo osebnih podatkov", "Πολιτική απορρήτου",
        "Privaatsuspoliitika", "Privātuma politika", "Privatumo politika", "Политика конфиденциальности",
        "Політика конфіденційності", "Gizlilik Politikası", "KVKK Aydınlatma Metni", "سياسة الخصوصية",
        "מדיניות פרטיות", "プライバシーポリシー", "個人情報保護方針", "隐私政策", "隱私權政策", "개인정보처리방침",
        "Chính sách bảo mật", "นโยบายความเป็นส่วนตัว", "Kebijakan Privasi", "गोपनीयता नीति",
    ],
)  # fmt: skip
def test_a_privacy_link_is_known_in_many_languages(label):
    link = best(f"<footer><a href='/page/17'>{label}</a></footer>")
    assert (link.topic, link.region) == ("privacy", "footer")
    assert link.score > 0.7


FOOTERS = [row for row in own_footers() if row[4] == "visible"]


@pytest.mark.parametrize("language", sorted({row[0] for row in FOOTERS}))
def test_the_policy_is_found_in_a_footer_and_nothing_else_is_taken_for_it(language):
    for _, label, beside, is_policy, _ in (row for row in FOOTERS if row[0] == language):
        assert first_privacy_link([*beside, label] if is_policy else [label]) == (label if is_policy else "")


def test_some_thirty_languages_are_covered():
    assert len(LANGUAGES) >= 30


@pytest.mark.parametrize(
    ("label", "topic"),
    [
        ("Do Not Sell or Share My Personal Information", "privacy-choices"),
        ("Your Privacy Choices", "privacy-choices"),
        ("California Privacy Notice", "california"),
        ("Children's Privacy", "children"),
        ("Cookie Policy", "cookies"),
        ("Privacy & Cookies", "privacy"),
        ("Terms & Conditions", "terms"),
        ("AGB", "terms"),
        ("Impressum", "legal"),
        ("Legal", "legal"),
        ("Mentions légales", "legal"),
    ],
)
def test_each_link_has_its_topic(label, topic):
    assert best(f"<a href='/x'>{label}</a>").topic == topic


@pytest.mark.parametrize(
    "label", ["P r i v a c y   P o l i c y", "D&nbsp;A&nbsp;T&nbsp;E&nbsp;N&nbsp;S&nbsp;C&nbsp;H&nbsp;U&nbsp;T&nbsp;Z"]
)
def test_a_label_set_letter_by_letter_is_read_as_its_words(label):
    document = Document.parse(f"<footer><a href=/p>{label}</a></footer>", "https://shop.example/")
    assert [link.topic for link in policy_links(document)] == ["privacy"]


def test_sizes_are_no_label_set_letter_by_letter():
    document = Document.parse("<footer><a href=/s>S M L X L</a></footer>", "https://shop.example/")
    assert policy_links(document) == ()


@pytest.mark.parametrize(
    "inner",
    [
        "<a href='/x' aria-label='Privacy policy'><svg></svg></a>",
        "<a href='/x' title='Datenschutz'><i></i></a>",
        "<a href='/x'><img src=p.png alt='Privacy policy'></a>",
        "<span id=l hidden>Privacy policy</span><a href='/x' aria-labelledby=l><svg></svg></a>",
    ],
)
def test_a_link_of_an_icon_is_known_by_its_name(inner):
    link = best(f"<footer>{inner}</footer>")
    assert link.topic == "privacy"
    assert link.text


def test_a_link_without_words_is_known_by_its_address():
    link = best("<footer><a href='/policies/privacy-policy'><svg></svg></a></footer>")
    assert (link.topic, link.text) == ("privacy", "")
    assert 0 < link.score < 0.8


def test_words_and_address_together_are_best():
    by_both, by_words = (
        links("<a href='/privacy-policy'>Privacy policy</a>")[0],
        best("<a href='/7'>Privacy policy</a>"),
    )
    assert by_both.score > by_words.score


def test_a_headline_on_privacy_scores_less_than_the_link():
    found = links(
        "<main><a href='/blog/1'>Why the new privacy policy of a big firm made everyone angry this week</a></main>"
        "<footer><a href='/p'>Privacy policy</a></footer>"
    )
    assert [link.url for link in found] == [f"{SHOP}p", f"{SHOP}blog/1"]
    assert found[1].score < 0.6


def test_the_policy_of_another_site_scores_less():
    found = links("<a href='https://maps.example.org/privacy'>Privacy</a><a href='/privacy'>Privacy</a>")
    assert found[0].url == f"{SHOP}privacy"


@pytest.mark.parametrize(
    "banner",
    [
        "<div role=dialog><a href='/p'>Privacy policy</a></div>",
        "<div id=cookie-bar>We use cookies <a href='/p'>Privacy policy</a><button>Accept all</button></div>",
        "<div style='position: fixed'>Wir nutzen Cookies <a href='/p'>Datenschutz</a><button>Ablehnen</button></div>",
    ],
)
def test_a_consent_banner_is_a_region_of_its_own(banner):
    assert best(f"<body>{banner}</body>").region == "banner"


@pytest.mark.parametrize(
    ("html", "region"),
    [
        ("<header><a href='/p'>Privacy</a></header>", "header"),
        ("<nav><a href='/p'>Privacy</a></nav>", "nav"),
        ("<footer><nav><a href='/p'>Privacy</a></nav></footer>", "footer"),
        ("<div class='site-footer'><div><a href='/p'>Privacy</a></div></div>", "footer"),
        ("<main><p><a href='/p'>Privacy</a></p></main>", "main"),
        ("<div><a href='/p'>Privacy</a></div>", ""),
        ("<div data-si-box='0,0,100,3000'></div><a href='/p' data-si-box='0,2950,50,20'>Privacy</a>", "footer"),
    ],
)
def test_regions_are_told_by_landmark_name_or_place(html, region):
    assert best(html).region == region


def test_what_was_rendered_is_passed_on():
    link = best(
        "<a href='/p' data-si-node=42 data-si-box='1,2,30,4' data-si-focus=false data-si-contrast='2.5'"
        " data-si-hidden=size>Privacy</a>"
    )
    assert (link.node, link.focusable, link.contrast, link.visible) == (42, False, 2.5, False)
    assert link.box is not None
    assert (link.box.x, link.box.width) == (1, 30)


def test_a_hidden_link_scores_less():
    shown, hidden = links("<a href='/a'>Privacy</a><a href='/b' hidden>Privacy</a>")
    assert (shown.url, hidden.visible) == (f"{SHOP}a", False)
    assert hidden.score < shown.score


def test_what_is_no_link_to_a_page_is_left_out():
    assert links("<a href='mailto:privacy@shop.example'>Privacy</a><a>Home</a><button>Privacy policy</button>") == ()


def test_a_button_may_open_the_choices():
    link = best("<button>Your privacy choices</button>")
    assert (link.topic, link.url) == ("privacy-choices", "")


def test_links_in_shadow_roots_are_found():
    link = best("<shop-footer id=f><si-shadow mode=open><a href='/p'>Privacy policy</a></si-shadow></shop-footer>")
    assert ">>>" in link.selector


@settings(deadline=None, derandomize=True, max_examples=40)
@given(st.text(alphabet="<>=/'\" aprivcyhefdo#:&;\u0130\u3042\n", max_size=120))
def test_any_markup_is_read_with_scores_in_order(markup):
    found = links(f"<a href='/privacy'>{markup}</a><a href='{markup}'>Privacy</a>")
    scores = [link.score for link in found]
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)
