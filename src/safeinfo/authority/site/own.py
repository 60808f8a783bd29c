"""What the authority declares of itself, as every shop does: published beside its privacy policy, for its own audit."""

from safeinfo.authority.config import Config
from safeinfo.model.declaration import DataDeclared, Declaration


def own_declaration(config: Config) -> Declaration:
    """Return the declaration of an authority that is set up in this way; the privacy page says the same in words."""
    return Declaration(
        shop=config.name,
        signed_by=config.contact or f"privacy@{config.host}",
        takes_orders=False,
        sold=False,
        sends_mailings=False,
        under_13="refused",
        directed_at_children=False,
        no_age_limits=True,
        safeguards={
            "encryption": "Complaints and keys are encrypted where they are stored, passwords kept as hashes only.",
            "access": "Reviewers only, who sign in with a second factor; every act of theirs is recorded.",
            "retention": (
                f"Accounts until their owner deletes them; complaints {config.keep_complaints_days:.0f} days after"
                f" the answer; evidence of audits {config.keep_evidence_days:.0f} days."
            ),
            "breach": "Those concerned and the supervisory authority are told within 72 hours.",
        },
        data=(
            DataDeclared(kind="email", purpose="to sign a merchant in, to send notices, to confirm a complaint"),
            DataDeclared(kind="new-password", purpose="to sign a merchant in"),
            DataDeclared(kind="x-message", purpose="to answer a complaint or an appeal"),
        ),
    )
