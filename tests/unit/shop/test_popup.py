# ruff: noqa: E501 - markup as it is met
"""Windows that a page opens over itself, and those that a visitor opened."""

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.shop import popup_closer


def closer(window: str) -> str:
    body = f"<main><h1>Teas</h1><button data-si-node=1>Close</button></main><div role=dialog aria-modal=true>{window}</div>"
    found = popup_closer(Document.parse(f"<body>{body}</body>", "https://shop.example/"))
    return found.label or found.identifier if found else ""


@pytest.mark.parametrize(
    ("window", "label"),
    [
        ("<button data-si-node=2>✕</button><p>10 % off</p><input type=email>", "✕"),
        ("<p>Newsletter</p><input type=email><button data-si-node=2>No, thanks</button>", "No, thanks"),
        ("<p>Informe seu CEP</p><input><button data-si-node=3 aria-label=Fechar>×</button>", "×"),
        ("<p>We ship to Britain</p><button data-si-node=2 class=modal-close><svg></svg></button>", "modal close"),
    ],
)
def test_a_window_in_the_way_is_closed(window: str, label: str) -> None:
    assert closer(window) == label


@pytest.mark.parametrize(
    "window",
    [
        "<h2>Your cart</h2><button data-si-node=2>×</button><button data-si-node=3>Check out</button>",
        "<h2>Log in</h2><input type=email><input type=password><button data-si-node=2>×</button>",
        "<h2>Write to us</h2><input type=email><textarea></textarea><button data-si-node=2>×</button>",
        "<p>10 % off</p><input type=email><button data-si-node=2>Subscribe</button>",
        "<p>Sale</p><a href=/sale data-si-node=2>Close</a>",
        f"<p>{'Terms. ' * 400}</p><button data-si-node=2>×</button>",
    ],
)
def test_a_window_that_one_came_for_is_left_open(window: str) -> None:
    assert closer(window) == ""


def test_a_page_without_a_window() -> None:
    assert (
        popup_closer(Document.parse("<body><button data-si-node=1>Close</button></body>", "https://shop.example/"))
        is None
    )
