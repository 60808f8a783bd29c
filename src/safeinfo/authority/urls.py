"""Every address of the authority."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from safeinfo.authority.accounts.views import first, sign_up
from safeinfo.authority.api.views import api
from safeinfo.authority.complaints import views as complaints
from safeinfo.authority.desk import account, audits, declaration, mail, shops
from safeinfo.authority.review import misuse
from safeinfo.authority.review import views as review
from safeinfo.authority.site import files, views
from safeinfo.authority.site.live import live

_WORDS = {
    "service": "site/service.html",
    "the-seal": "site/the_seal.html",
    "policy": "site/policy.html",
    "about": "site/about.html",
    "privacy": "site/privacy.html",
}
_PUBLIC = [
    path("", views.home, name="home"),
    path("service/", views.page, {"template": _WORDS["service"]}, name="service"),
    path("seal/", views.page, {"template": _WORDS["the-seal"]}, name="the-seal"),
    path("seal/<str:host>", views.seal, name="seal"),
    path("live/<str:host>", live, name="live-mark"),
    path("policy/", views.page, {"template": _WORDS["policy"]}, name="policy"),
    path("about/", views.page, {"template": _WORDS["about"]}, name="about"),
    path("privacy/", views.page, {"template": _WORDS["privacy"]}, name="privacy"),
    path("privacy/declaration.toml", views.declaration, name="own-declaration"),
    path("requirements/", views.requirements, name="requirements"),
    path("requirements/<slug:slug>/", views.requirement, name="requirement"),
    path("safe-sites/", views.safe_sites, name="safe-sites"),
    path("figures/", views.figures, name="figures"),
    path("site-map/", views.site_map, name="site-map"),
    path("complaints/new/", complaints.complain, name="complain"),
    path("complaints/<str:key>/", complaints.complaint, name="complaint"),
    path("complaints/<str:key>/confirm/<str:code>/", complaints.confirm, name="confirm-complaint"),
    path("staples/<str:name>.json", files.staple, name="staple"),
    path("first/<str:code>/", first, name="first"),
    path(".well-known/change-password", views.well_known_change_password),
    path(".well-known/<str:name>", files.well_known),
]
_DESK = [
    path("", shops.desk, name="desk"),
    path("shops/new/", shops.add, name="add-shop"),
    path("shops/<int:pk>/", shops.shop, name="shop"),
    path("shops/<int:pk>/domain/<str:method>/", shops.control, name="control"),
    path("shops/<int:pk>/declaration/", declaration.declare, name="declare"),
    path("shops/<int:pk>/audit/", shops.audit, name="ask-audit"),
    path("shops/<int:pk>/mail/", mail.trial, name="mail-trial"),
    path("shops/<int:pk>/apply/", shops.apply, name="apply"),
    path("shops/<int:pk>/appeal/", shops.appeal, name="appeal"),
    path("shops/<int:pk>/leave/", shops.withdraw, name="withdraw"),
    path("shops/<int:pk>/seal/", shops.show, name="show-seal"),
    path("shops/<int:pk>/seal/<str:size>-<str:theme>.svg", shops.picture, name="mark"),
    path("audits/<str:key>/", audits.audit, name="audit"),
    path("audits/<str:key>/live/", audits.live, name="audit-live"),
    path("audits/<str:key>/again/", audits.look_again, name="look-again"),
    path("audits/<str:key>/report/", audits.report, name="audit-report"),
    path("audits/<str:key>/report.json", audits.as_json, name="audit-json"),
    path("audits/<str:key>/evidence/", audits.evidence, name="audit-evidence"),
    path("account/", account.account, name="account"),
    path("account/tokens/", account.make_token, name="make-token"),
    path("account/tokens/<int:pk>/delete/", account.drop_token, name="drop-token"),
    path("account/export/", account.export, name="export"),
    path("account/delete/", account.delete, name="delete-account"),
]
_REVIEW = [
    path("", review.queue, name="review"),
    path("audits/<str:key>/", review.audit, name="review-audit"),
    path("audits/<str:key>/settle/", review.settle, name="review-settle"),
    path("seals/<int:pk>/", review.seal, name="review-seal"),
    path("seals/<int:pk>/vote/", review.vote, name="review-vote"),
    path("complaints/<int:pk>/", review.complaint, name="review-complaint"),
    path("complaints/<int:pk>/answer/", review.answer_complaint, name="answer-complaint"),
    path("misuse/<int:pk>/", misuse.one, name="review-misuse"),
    path("misuse/<int:pk>/decide/", misuse.decide, name="decide-misuse"),
    path("appeals/<int:pk>/", review.appeal, name="review-appeal"),
    path("appeals/<int:pk>/answer/", review.answer_appeal, name="answer-appeal"),
]
urlpatterns: list[URLPattern | URLResolver] = [
    *_PUBLIC,
    path("desk/", include(_DESK)),
    path("review/", include(_REVIEW)),
    path("accounts/signup/", sign_up),  # ahead of allauth's own, under its name
    path("accounts/", include("allauth.urls")),
    path("language/", views.language, name="language"),
    path("api/v1/", api.urls),
    path("admin/", admin.site.urls),
]
handler400 = "safeinfo.authority.site.views.refused"
handler404 = "safeinfo.authority.site.views.missing"
handler500 = "safeinfo.authority.site.views.broken"
