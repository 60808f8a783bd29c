"""A shop, the proofs of control of its domain, and the versions of its declaration."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from safeinfo.authority import clock
from safeinfo.seal.records import staple_name


class Shop(models.Model):
    """An origin as one merchant's; two may claim the same, and only control of the domain decides."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="shops")
    origin = models.CharField(max_length=280)
    name = models.CharField(max_length=120)
    made_at = models.DateTimeField(default=clock.now)
    left_at = models.DateTimeField(null=True, blank=True)  # the merchant took it out of the programme

    class Meta:
        """One row for each merchant and origin."""

        ordering = ("origin",)
        constraints = (models.UniqueConstraint("owner", "origin", name="one_shop_an_owner_and_origin"),)

    def __str__(self) -> str:
        return self.origin

    @property
    def host(self) -> str:
        """The origin without its scheme."""
        return self.origin.partition("://")[2]

    @property
    def staple(self) -> str:
        """How the file that the shop fetches daily is named, without `.json`."""
        return staple_name(self.origin).removesuffix(".json")


class Control(models.Model):
    """A challenge by which control of a shop's domain is proved, and proved again (seal.md, Domain control)."""

    class Method(models.TextChoices):
        """How it is proved."""

        HTTP = "http", _("a file on the shop")
        DNS = "dns", _("a DNS record, once")
        DNS_PERSISTENT = "dns-persistent", _("a DNS record that stays")

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="controls")
    method = models.CharField(max_length=20, choices=Method.choices)
    token = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(default=clock.now)
    expires_at = models.DateTimeField()  # until when an unproved challenge may be answered
    proved_at = models.DateTimeField(null=True, blank=True)  # first
    checked_at = models.DateTimeField(null=True, blank=True)  # last, however it ended
    held_at = models.DateTimeField(null=True, blank=True)  # last time it was right
    said = models.TextField(blank=True)  # what the last look found, in words for the merchant

    class Meta:
        """Newest first."""

        ordering = ("-id",)
        constraints = (models.UniqueConstraint("shop", "method", name="one_challenge_a_shop_and_method"),)

    def __str__(self) -> str:
        return f"{self.shop}: {self.method}"


class DeclarationVersion(models.Model):
    """What a shop declared at one time, as the TOML of docs/declaration.md; a later version never changes it."""

    shop = models.ForeignKey(Shop, on_delete=models.CASCADE, related_name="declarations")
    number = models.PositiveIntegerField()
    text = models.TextField()
    made_at = models.DateTimeField(default=clock.now)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        """Newest first."""

        ordering = ("-number",)
        constraints = (models.UniqueConstraint("shop", "number", name="one_declaration_a_number"),)

    def __str__(self) -> str:
        return f"{self.shop}, declaration {self.number}"
