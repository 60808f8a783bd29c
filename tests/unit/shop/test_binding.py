# ruff: noqa: E501 - one line of phrases a language
"""What may bind a customer is never pressed: every wording of the last step, in every language; in doubt it binds."""

import pytest

from safeinfo.derive.dom import Document
from safeinfo.derive.shop import Stage, choices, leads_on, may_bind, offers_payment, places_order, shows_order
from safeinfo.derive.shop.controls import control_of

LAST_STEPS = """
Place order | Place Order & Pay | PLACE YOUR ORDER | Submit order | Complete order | Complete purchase | Complete my booking
Pay now | Pay €59.00 | Pay | Pay $12 securely | Review and pay | Confirm & pay | Continue and pay | Continue – €59.00
Proceed with payment of $20 | Agree and pay | Buy now | Buy it now | Order now | Order with obligation to pay | Submit
Send | Done | OK | Complete | Finish | Confirm | Continue to PayPal | Proceed to Klarna | Apple Pay | Save and pay
Start my subscription | Donate £10 | Book now | Reserve and pay | Continue to place order | Next: place order | Checkout
Jetzt kaufen | Zahlungspflichtig bestellen | Kostenpflichtig bestellen | Kaufen | Weiter und bezahlen | Jetzt bezahlen
Bestellung abschicken | Bestellung absenden | Kauf abschließen | Absenden | Weiter zu PayPal | Bestellen als Gast
Weiter zur Bestellung | Verbindlich bestellen | Bestätigen | Bezahlen | Mit Klarna weiter
Confirmer et payer | Valider et payer | Payer | Payer 59,00 € | Commander | Passer la commande | Continuer et payer
Commande avec obligation de paiement | Valider la commande | Confirmer | Envoyer | Terminer ma commande
Finalizar compra | Realizar pedido | Pagar ahora | Pagar | Comprar | Confirmar pedido | Continuar y pagar | Tramitar pedido
Paga ora | Concludi ordine | Conferma ordine | Ordina con obbligo di pagamento | Acquista | Continua e paga | Procedi all'acquisto
Finalizar pedido | Fechar pedido | Pagar agora | Confirmar compra | Concluir compra | Comprar agora | Continuar e pagar
Bestelling plaatsen | Bestellen met betaalverplichting | Betalen | Nu kopen | Bestelling afronden | Verder en betalen | Afrekenen
Kupuję i płacę | Zamawiam z obowiązkiem zapłaty | Złóż zamówienie | Zapłać | Kup teraz | Dalej i zapłać
Slutför köp | Betala | Genomför köpet | Köp nu | Bekräfta köp | Fortsätt och betala
Gennemfør køb | Betal nu | Afgiv ordre | Fortsæt og betal
Fullfør kjøp | Betal | Bestill nå | Fortsett og betal
Vahvista tilaus | Maksa | Tilaa nyt | Jatka ja maksa
Objednat s povinností platby | Odeslat objednávku | Zaplatit | Dokončit objednávku | Pokračovat a zaplatit
Objednať s povinnosťou platby | Odoslať objednávku
Megrendelés elküldése | Fizetési kötelezettséggel járó megrendelés | Megrendelem | Fizetés most
Trimite comanda | Plasează comanda | Plătește acum
Ολοκλήρωση παραγγελίας | Αγορά τώρα
Оформить заказ | Подтвердить заказ | Оплатить | Купить в 1 клик | Далее и оплатить
Оформити замовлення | Оплатити | Підтвердити замовлення
Siparişi onayla | Siparişi tamamla | Ödeme yap | Satın al | Devam et ve öde
Naruči uz obvezu plaćanja | Oddaj naročilo | Esita tellimus | Apstiprināt pasūtījumu | Pateikti užsakymą
注文を確定する | 注文する | 購入する | ご注文を確定 | この内容で注文する | 次へ進んで支払う | 支払う | 送信
提交订单 | 確認訂單 | 立即支付 | 立即购买 | 去支付 | 付款 | 确认
결제하기 | 주문하기 | 구매하기 | 동의하고 결제하기 | 주문 완료
تأكيد الطلب | ادفع الآن | إتمام الطلب | متابعة وادفع
ביצוע הזמנה | שלם עכשיו | אישור ותשלום
Đặt hàng | Thanh toán đơn hàng | Buat pesanan | Bayar sekarang | ยืนยันคำสั่งซื้อ | ชำระเงิน
"""

STEPS = """
Continue | Next | Next step | Save and continue | Continue to shipping | Continue to delivery | Continue to payment
Proceed to payment | Use this address | Ship to this address | Save address | Continue as guest | Review order
Continue to review
Weiter | Nächster Schritt | Weiter zum Versand | Weiter zur Zahlung | Weiter zum nächsten Schritt | Speichern und weiter
Zur Übersicht | Weiter als Gast
Continuer | Étape suivante | Continuer sans compte | Passer à la livraison | Utiliser cette adresse
Continuar | Siguiente | Continuar como invitado | Guardar y continuar | Ir al pago
Continua | Avanti | Procedi | Vai alla spedizione | Salva e continua
Próximo | Avançar | Salvar e continuar | Ir para a entrega
Verder | Volgende stap | Doorgaan | Naar bezorging
Dalej | Następny krok | Kontynuuj jako gość | Zapisz i kontynuuj
Fortsätt | Nästa | Till leverans | Fortsæt | Næste trin | Fortsett | Neste | Jatka | Seuraava
Pokračovat | Další krok | Pokračovať | Tovább | Következő lépés | Continuă | Напред | Συνέχεια
Далее | Продолжить | Сохранить и продолжить | Далі | Devam et | Sonraki adım | Nastavi | Naprej
次へ | 次へ進む | 確認画面へ | 入力内容を確認する | 下一步 | 继续 | 다음 | 다음 단계 | التالي | המשך | Tiếp tục | Lanjutkan | ถัดไป
"""


def phrases(table: str) -> list[str]:
    return [phrase.strip() for line in table.strip().splitlines() for phrase in line.split("|")]


def control(html: str):
    document = Document.parse(f"<body>{html}</body>", "https://shop.example/checkout")
    return control_of(document, document.tree.body.css_first("button, a, input"))


@pytest.mark.parametrize("label", phrases(LAST_STEPS))
def test_a_last_step_does_not_lead_on(label: str) -> None:
    assert not leads_on(control(f"<button>{label}</button>"))
    assert not leads_on(control(f'<input type=submit value="{label}">'))


@pytest.mark.parametrize("label", phrases(STEPS))
def test_a_step_between_leads_on(label: str) -> None:
    assert leads_on(control(f"<button>{label}</button>"))


@pytest.mark.parametrize(
    "html",
    [
        "<button>Continue<span> · </span><b>Total €59.00</b></button>",
        '<button aria-label="Place order">Continue</button>',
        '<button title="Pay with PayPal">Next</button>',
        '<button class="btn-next"><svg></svg></button>',
        '<button id="continue"></button>',
        "<button>Go!</button>",
        "<button></button>",
    ],
)
def test_what_is_not_plainly_a_step_between_may_be_the_last(html: str) -> None:
    assert not leads_on(control(html))


def test_an_order_as_a_guest_leads_on_only_where_nothing_but_the_way_is_chosen() -> None:
    button = control("<button>Bestellen als Gast</button>")
    assert leads_on(button, as_guest=True)
    assert not leads_on(button)
    assert not leads_on(control("<button>Place order as guest</button>"), as_guest=True)
    assert not leads_on(control("<button>Als Gast bezahlen</button>"), as_guest=True)


@pytest.mark.parametrize(
    "label",
    [
        "Place order",
        "Jetzt kaufen",
        "Registrieren und kaufen",
        "Pay now",
        "Finalizar compra",
        "注文を確定する",
        "PayPal",
    ],
)
def test_the_form_of_an_account_may_order_too(label: str) -> None:
    assert may_bind(control(f"<button>{label}</button>"))


@pytest.mark.parametrize(
    "label",
    [
        "Confirm",
        "Bestätigen",
        "Newsletter bestellen",
        "Sign up",
        "Create account",
        "Subscribe",
        "Registrarse",
        "登録する",
    ],
)
def test_other_forms_may_be_sent(label: str) -> None:
    assert not may_bind(control(f"<button>{label}</button>"))


def test_the_order_shown_once_more() -> None:
    assert shows_order(control("<button>Review order</button>"))
    assert shows_order(control("<button>確認画面へ</button>"))
    assert not shows_order(control("<button>Review and pay</button>"))
    assert not shows_order(control("<button>Continue</button>"))


@pytest.mark.parametrize(
    ("html", "offered"),
    [
        ("<input type=radio name=p id=a><label for=a>Cash on delivery</label>", True),
        ("<label><input type=radio name=p>Vorkasse</label>", True),
        ("<label><input type=radio name=p>代金引換</label>", True),
        ("<select><option>Za pobraniem<option>Przelew</select>", True),
        ("<div role=radio>Visa ending in</div>", True),
        ("<label><input type=radio name=s>Standard delivery</label>", False),
        ("<label><input type=radio name=s>Rechnungsadresse verwenden</label>", False),
        ("<p>We take credit card and bank transfer</p>", False),
    ],
)  # fmt: skip
def test_ways_to_pay(html: str, *, offered: bool) -> None:
    assert offers_payment(Document.parse(f"<body>{html}</body>", "https://shop.example/")) is offered


@pytest.mark.parametrize(
    "label", ["Place order", "Pay €59.00", "Jetzt bezahlen", "Zahlungspflichtig bestellen", "支付", "結帳付款"]
)
def test_what_places_an_order(label: str) -> None:
    assert places_order(control(f"<button>{label}</button>"))


@pytest.mark.parametrize(
    "label", ["Continue", "Remove", "Checkout", "Apply", "Log in", "确认", "Confirm", "Bestätigen"]
)
def test_what_places_none(label: str) -> None:
    assert not places_order(control(f"<button>{label}</button>"))


def test_nothing_that_sends_an_order_is_pressed_at_the_product_or_in_the_cart() -> None:
    page = "<body><h1>Tea</h1><p>€4.00</p>{}</body>"
    for label in ("Place order", "Bestellung absenden", "Confirmer et payer", "Buy with 1-click", "注文を確定する"):
        document = Document.parse(page.format(f"<button>{label}</button>"), "https://shop.example/cart")
        assert not choices(document, Stage.PRODUCT)
        assert not choices(document, Stage.CART)
    linked = Document.parse(page.format("<a href=/kassa>Place order</a>"), "https://shop.example/cart")
    assert choices(linked, Stage.CART)  # a link leads to a page, whatever it says
