"""What a shop walk looks for in a page: links, products, what to press, banners, gates, and what a page is."""

from safeinfo.derive.shop.banner import Banner, consent_banner
from safeinfo.derive.shop.binding import leads_on, may_bind, offers_payment, places_order, shows_order
from safeinfo.derive.shop.controls import Control, pressable
from safeinfo.derive.shop.folded import openers, toggles, unfolders
from safeinfo.derive.shop.furniture import in_furniture
from safeinfo.derive.shop.gate import Gate, age_gate, minimum_age, restricted_to
from safeinfo.derive.shop.intents import Choice, Stage, choices, form_around, intent_of, opens_cart, says_how_many
from safeinfo.derive.shop.links import doors, inner_links, menu_links, place_presses, shop_links, site_of
from safeinfo.derive.shop.methods import Method, login_presses, methods
from safeinfo.derive.shop.options import (
    Option,
    OptionGroup,
    asks_to_choose,
    guest_radio,
    offers_guest,
    option_groups,
    plain_groups,
    scope_of,
    unticked,
    waits_for_choice,
)
from safeinfo.derive.shop.pages import PageRole, page_role
from safeinfo.derive.shop.popup import popup_closer
from safeinfo.derive.shop.products import product_links, product_presses
from safeinfo.derive.shop.shown import is_empty_cart, is_for_members, is_loading, print_of, said_in, shown_text

__all__ = [
    "Banner",
    "Choice",
    "Control",
    "Gate",
    "Method",
    "Option",
    "OptionGroup",
    "PageRole",
    "Stage",
    "age_gate",
    "asks_to_choose",
    "choices",
    "consent_banner",
    "doors",
    "form_around",
    "guest_radio",
    "in_furniture",
    "inner_links",
    "intent_of",
    "is_empty_cart",
    "is_for_members",
    "is_loading",
    "leads_on",
    "login_presses",
    "may_bind",
    "menu_links",
    "methods",
    "minimum_age",
    "offers_guest",
    "offers_payment",
    "openers",
    "opens_cart",
    "option_groups",
    "page_role",
    "place_presses",
    "places_order",
    "plain_groups",
    "popup_closer",
    "pressable",
    "print_of",
    "product_links",
    "product_presses",
    "restricted_to",
    "said_in",
    "says_how_many",
    "scope_of",
    "shop_links",
    "shown_text",
    "shows_order",
    "site_of",
    "toggles",
    "unfolders",
    "unticked",
    "waits_for_choice",
]
