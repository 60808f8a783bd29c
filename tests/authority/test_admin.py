"""What an administrator does in the admin: roles, recorded; nothing that an account does by itself."""

from django.test import Client

from safeinfo.authority.accounts.models import Account
from safeinfo.authority.records import services as records
from tests.authority.world import World


def test_an_administrator_names_a_reviewer_and_it_is_recorded(world: World) -> None:
    root = Account.objects.create_superuser("root@seal.example", "a long password")
    ben = world.merchant("ben")
    client = Client(headers={"host": "seal.localhost:8443"})
    client.force_login(root)
    url = f"/admin/accounts/account/{ben.pk}/change/"
    assert client.post(url, {"is_active": "on", "is_reviewer": "on"}, secure=True).status_code == 302
    ben.refresh_from_db()
    assert ben.is_reviewer
    assert not ben.is_staff
    done = records.history(ben).get(act="roles-changed")
    assert (done.actor, done.details["is_reviewer"]) == (root, True)
    assert client.get("/admin/accounts/account/add/", secure=True).status_code == 403


def test_nobody_else_gets_into_the_admin(world: World) -> None:
    client = Client(headers={"host": "seal.localhost:8443"})
    assert "/accounts/login/" in client.get("/admin/login/", secure=True)["Location"]
    client.force_login(world.reviewer("ada"))
    assert client.get("/admin/accounts/account/", secure=True).status_code in {302, 403}
