"""What a mail trial does at a shop: sign addresses up in its own form, confirm, and take the ways out of its messages.

Everything goes through the guard, and the browser is a fresh one each time: nobody is logged in.
"""

from safeinfo.gather.mailing.answers import Answer
from safeinfo.gather.mailing.leaving import confirm, leave, look, one_click
from safeinfo.gather.mailing.signing import SignedUp, sign_up

__all__ = ["Answer", "SignedUp", "confirm", "leave", "look", "one_click", "sign_up"]
