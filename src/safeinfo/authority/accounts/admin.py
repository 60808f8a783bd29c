"""What an administrator does with accounts: name reviewers and staff, close an account."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db import transaction
from django.forms import ModelForm
from django.http import HttpRequest

from safeinfo.authority.accounts.models import Account
from safeinfo.authority.accounts.requests import account_of
from safeinfo.authority.records import services as records


class AccountAdmin(admin.ModelAdmin):  # type: ignore[type-arg]  # it takes no parameters while Django runs
    """Roles only: people sign up, change their password and delete their account by themselves."""

    list_display = ("email", "is_reviewer", "is_staff", "is_active", "joined_at")
    list_filter = ("is_reviewer", "is_staff", "is_active")
    search_fields = ("email",)
    fields = ("email", "joined_at", "is_active", "is_reviewer", "is_staff")
    readonly_fields = ("email", "joined_at")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody makes an account for somebody else."""
        del request
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Account | None = None) -> bool:
        """Deleting is the account's own: what hangs on it must leave the programme in order."""
        del request, obj
        return False

    def save_model(self, request: HttpRequest, obj: Account, form: ModelForm, change: bool) -> None:  # type: ignore[type-arg]  # noqa: FBT001
        """Keep the roles, and record who changed them."""
        with transaction.atomic():
            super().save_model(request, obj, form, change)
            roles = {name: getattr(obj, name) for name in ("is_active", "is_reviewer", "is_staff")}
            records.write(obj, "roles-changed", actor=account_of(request), **roles)


def _roles_only(site: admin.AdminSite) -> None:
    """Show accounts alone, and let people in by the sign-in that asks for a second factor."""
    site.register(Account, AccountAdmin)
    if site.is_registered(Group):
        site.unregister(Group)
    site.login = secure_admin_login(site.login)  # type: ignore[method-assign]


_roles_only(admin.site)
