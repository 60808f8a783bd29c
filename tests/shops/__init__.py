"""A small real web shop of ours, good as it stands, with a switch for each known way to break a requirement."""

from tests.shops.serving import Shop, serve_shop, shop_served

__all__ = ["Shop", "serve_shop", "shop_served"]
