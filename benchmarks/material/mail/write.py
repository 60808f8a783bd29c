"""Writes our own mails and their labels (labels.jsonl) into this folder: `python benchmarks/material/mail/write.py`.

All text is ours (Apache-2.0). Each case is a mail as a shop's mail program builds it: tables, a preview line, social
links, a footer with privacy and "view online" next to the way out.
"""

import json
from email.message import EmailMessage
from pathlib import Path

HERE = Path(__file__).parent
OUT = "https://click.brevik-shop.example.com/f/a/9x1"
FRAME = """<!doctype html><html><head><style>.f{{font-size:11px;color:#777}}@media only screen and (max-width:600px)
{{.m{{display:none}}}}{css}</style></head><body style="margin:0;background:#f4f4f4"><div style="display:none;max-height:0;
overflow:hidden">{preview}</div><table width="600" align="center" bgcolor="#ffffff"><tr><td><a href="https://brevik-shop.example.com/">
<img src="https://img.brevik-shop.example.com/l.png" alt="Brevik"></a></td></tr><tr><td><h1>{title}</h1><p>{text}</p>
<a href="https://brevik-shop.example.com/new">{go}</a></td></tr><tr><td class="f">{foot}</td></tr></table>
<img src="https://img.brevik-shop.example.com/o.gif?u=77" width="1" height="1" alt=""></body></html>"""

# language, title, text, call, footer with {out}: a sentence around the link, as a native newsletter has it
FOOTERS = [
    (
        "fi",
        "Uutuudet",
        "Alennus kaikista takeista",
        "Osta nyt",
        'Etkö halua enää viestejämme? <a href="{out}">Peruuta tilaus tästä</a>.',
    ),
    (
        "da",
        "Nyheder",
        "Spar 20 % i dag",
        "Køb nu",
        'Ønsker du ikke at modtage flere mails? <a href="{out}">Klik her</a>',
    ),
    (
        "no",
        "Nyheter",
        "Tilbud på sko",
        "Kjøp nå",
        'Du kan når som helst <a href="{out}">melde deg av nyhetsbrevet</a>.',
    ),
    (
        "cs",
        "Novinky",
        "Sleva na vše",
        "Nakoupit",
        'Nechcete už dostávat naše e-maily? <a href="{out}">Odhlaste se zde</a>.',
    ),
    (
        "sk",
        "Novinky",
        "Zľava na všetko",
        "Nakúpiť",
        'Ak si neželáte dostávať novinky, <a href="{out}">kliknite sem</a>.',
    ),
    (
        "ro",
        "Noutăți",
        "Reduceri la pantofi",
        "Cumpără",
        'Dacă nu mai doriți să primiți aceste mesaje, <a href="{out}">faceți clic aici</a>.',
    ),
    (
        "bg",
        "Новини",
        "Отстъпка днес",
        "Купи",
        '<a href="{out}">Отписване от бюлетина</a> | <a href="https://brevik-shop.example.com/p">Поверителност</a>',
    ),
    (
        "el",
        "Νέα",
        "Εκπτώσεις σήμερα",
        "Αγόρασε",
        'Αν δεν επιθυμείτε να λαμβάνετε email, <a href="{out}">πατήστε εδώ</a>.',
    ),
    (
        "ru",
        "Новинки",
        "Скидки на всё",
        "Купить",
        'Чтобы отписаться от этой рассылки, перейдите <a href="{out}">по ссылке</a>.',
    ),
    ("uk", "Новинки", "Знижки на все", "Купити", 'Ви можете <a href="{out}">відписатися</a> будь-коли.'),
    (
        "hr",
        "Novosti",
        "Popust na sve",
        "Kupi",
        'Ako više ne želite primati naše poruke, <a href="{out}">odjavite se</a>.',
    ),
    (
        "sl",
        "Novice",
        "Popust na vse",
        "Kupi",
        'Če ne želite več prejemati sporočil, se lahko <a href="{out}">odjavite</a>.',
    ),
    ("lt", "Naujienos", "Nuolaida", "Pirkti", 'Nebenorite gauti laiškų? <a href="{out}">Atsisakykite prenumeratos</a>'),
    (
        "lv",
        "Jaunumi",
        "Atlaide",
        "Pirkt",
        'Ja vairs nevēlaties saņemt šos e-pastus, <a href="{out}">spiediet šeit</a>.',
    ),
    ("et", "Uudised", "Soodustus", "Osta", 'Kui sa ei soovi enam meie kirju saada, <a href="{out}">kliki siia</a>.'),
    (
        "tr",
        "Yenilikler",
        "İndirim başladı",
        "Alışverişe başla",
        'Artık e-posta almak istemiyorsanız <a href="{out}">buraya tıklayın</a>.',
    ),
    ("he", "חדש", "מבצע היום", "לקנייה", '<a href="{out}">להסרה מרשימת התפוצה</a>'),
    ("fa", "تازه‌ها", "تخفیف امروز", "خرید", 'برای <a href="{out}">لغو عضویت</a> کلیک کنید'),
    ("hi", "नया", "आज की छूट", "खरीदें", 'यदि आप ये ईमेल प्राप्त नहीं करना चाहते हैं, तो <a href="{out}">यहाँ क्लिक करें</a>।'),
    ("ja", "新着", "本日限りのセール", "購入する", 'メールの配信停止は<a href="{out}">こちら</a>から。'),
    ("zh", "新品", "限时优惠", "立即购买", '如果您不想再收到此类邮件，请<a href="{out}">点击这里</a>退订。'),
    ("zh-tw", "新品", "限時優惠", "立即購買", '若您不希望再收到電子報，請<a href="{out}">按此取消訂閱</a>。'),
    (
        "vi",
        "Hàng mới",
        "Giảm giá hôm nay",
        "Mua ngay",
        'Nếu bạn không muốn nhận email này nữa, vui lòng <a href="{out}">nhấn vào đây</a>.',
    ),
    ("th", "มาใหม่", "ลดราคาวันนี้", "ช้อปเลย", 'หากคุณไม่ต้องการรับอีเมลนี้ <a href="{out}">คลิกที่นี่</a>'),
    (
        "ms",
        "Baharu",
        "Diskaun hari ini",
        "Beli",
        'Jika anda tidak mahu menerima e-mel ini, <a href="{out}">klik di sini</a>.',
    ),
    (
        "ca",
        "Novetats",
        "Descomptes",
        "Compra",
        'Si no voleu rebre més correus, podeu <a href="{out}">donar-vos de baixa</a>.',
    ),
    ("is", "Nýtt", "Afsláttur", "Kaupa", '<a href="{out}">Afskrá mig af póstlistanum</a>'),
    ("nl", "Nieuw", "Korting", "Shop nu", 'Liever geen nieuwsbrief? <a href="{out}">Schrijf je dan uit</a>.'),
    (
        "de",
        "Neuheiten",
        "Rabatt auf alles",
        "Jetzt shoppen",
        'Wenn Sie keine Angebote mehr von uns möchten, können Sie sich <a href="{out}">hier</a> vom Newsletter abmelden.',
    ),
    (
        "fr",
        "Nouveautés",
        "Soldes",
        "Découvrir",
        'Pour ne plus recevoir nos offres, <a href="{out}">suivez ce lien</a>.',
    ),
    (
        "es",
        "Novedades",
        "Rebajas",
        "Comprar",
        '¿Ya no quieres recibir nuestras ofertas? <a href="{out}">Date de baja</a>.',
    ),
    (
        "it",
        "Novità",
        "Saldi",
        "Acquista ora",
        'Se non vuoi più ricevere le nostre email <a href="{out}">clicca qui</a>.',
    ),
    (
        "pt",
        "Novidades",
        "Promoção",
        "Compre agora",
        'Caso não queira mais receber nossos e-mails, <a href="{out}">clique aqui</a>.',
    ),
    (
        "pl",
        "Nowości",
        "Promocja",
        "Kup teraz",
        'Jeśli nie chcesz otrzymywać newslettera, <a href="{out}">kliknij tutaj</a>.',
    ),
    (
        "sv",
        "Nyheter",
        "Rea",
        "Handla nu",
        'Vill du inte längre få våra mejl? <a href="{out}">Avregistrera dig här</a>.',
    ),
    (
        "hu",
        "Újdonságok",
        "Akció",
        "Vásárlás",
        'Ha nem szeretne több levelet kapni, <a href="{out}">kattintson ide</a>.',
    ),
    ("ko", "신상품", "오늘만 할인", "구매", '<a href="{out}">수신거부</a> 를 원하시면 클릭하세요'),
    (
        "id",
        "Baru",
        "Diskon hari ini",
        "Belanja",
        'Tidak ingin menerima email ini lagi? <a href="{out}">Klik di sini</a>.',
    ),
    ("ar", "جديد", "خصم اليوم", "تسوق الآن", 'إذا كنت لا ترغب في تلقي رسائلنا <a href="{out}">اضغط هنا</a>'),
]
EN = [
    (
        "split-cells",
        "http",
        '<table><tr><td>Had enough of our mail?</td></tr><tr><td><a href="{out}">Opt out</a></td></tr></table>',
    ),
    (
        "view-online-first",
        "http",
        '<a href="https://brevik-shop.example.com/v">View in browser</a> | <a href="https://brevik-shop.example.com/privacy">Privacy</a> | <a href="{out}">Unsubscribe</a> | <a href="https://brevik-shop.example.com/prefs">Preferences</a>',
    ),
    (
        "two-heres",
        "http",
        'Read this online <a href="https://brevik-shop.example.com/v">here</a>. If you no longer want to receive these emails, please click <a href="{out}">here</a>. Our privacy policy is <a href="https://brevik-shop.example.com/p">here</a>.',
    ),
    (
        "nested-spans",
        "http",
        '<a href="{out}"><span style="color:#555">Un</span><span style="color:#555">subscribe</span></a>',
    ),
    (
        "alt-image",
        "http",
        '<a href="{out}"><img src="https://img.brevik-shop.example.com/u.png" alt="Unsubscribe"></a>',
    ),
    ("upper-case-tags", "http", '<A HREF="{out}">UNSUBSCRIBE</A>'),
    ("dark-mode-css", "http", '<span class="d"><a href="{out}">Unsubscribe</a></span>'),
    ("mobile-hidden-css", "http", '<span class="m"><a href="{out}">Unsubscribe</a></span>'),
    (
        "white-on-dark",
        "http",
        '<table bgcolor="#222222"><tr><td><a style="color:#ffffff" href="{out}">Unsubscribe</a></td></tr></table>',
    ),
    ("negation-sms", "http", 'Reply STOP to texts. <a href="{out}">Unsubscribe from emails</a>'),
    ("mailto", "mailto", '<a href="mailto:leave@brevik-shop.example.com?subject=leave">Remove me from this list</a>'),
    ("font-size-zero", "hidden", '<p style="font-size:0">x <a href="{out}">Unsubscribe</a></p>'),
    ("one-pixel", "hidden", '<p style="font-size:1px;line-height:1px"><a href="{out}">Unsubscribe</a></p>'),
    (
        "grey-on-grey",
        "hidden",
        '<div style="background-color:#eeeeee"><a style="color:#eaeaea" href="{out}">Unsubscribe</a></div>',
    ),
    ("visibility", "hidden", '<div style="visibility:hidden"><a href="{out}">Unsubscribe</a></div>'),
    ("clip-box", "hidden", '<div style="height:0;overflow:hidden"><a href="{out}">Unsubscribe</a></div>'),
    ("relative", "broken", '<a href="/unsubscribe?u=1">Unsubscribe</a>'),
    ("script", "broken", '<a href="javascript:void(0)">Unsubscribe</a>'),
    ("merge-curly", "broken", '<a href="{{{{ unsubscribe_url }}}}">Unsubscribe</a>'),
    ("merge-percent", "broken", '<a href="%%unsub_center_url%%">Unsubscribe</a>'),
    ("localhost", "broken", '<a href="http://localhost:3000/unsubscribe">Unsubscribe</a>'),
    ("login-url", "login", '<a href="https://brevik-shop.example.com/account/login?next=news">Unsubscribe</a>'),
    (
        "preferences",
        "prefs_only",
        '<a href="https://brevik-shop.example.com/preferences">Manage your email preferences</a>',
    ),
    (
        "image-only",
        "image_only",
        '<a href="https://brevik-shop.example.com/unsubscribe/9"><img src="https://img.brevik-shop.example.com/u.png"></a>',
    ),
    ("reply", "reply", "To stop these mails, reply with UNSUBSCRIBE in the subject line."),
    (
        "form",
        "form",
        '<form action="https://brevik-shop.example.com/u" method="post"><input name="e"><button>Unsubscribe</button></form>',
    ),
    (
        "nothing",
        "none",
        '<a href="https://brevik-shop.example.com/privacy">Privacy</a> <a href="https://brevik-shop.example.com/contact">Contact</a>',
    ),
    (
        "only-subscribe",
        "none",
        'Got this from a friend? <a href="https://brevik-shop.example.com/join">Subscribe here</a>',
    ),
    (
        "cancel-order-link",
        "none",
        'Changed your mind about a purchase? <a href="https://brevik-shop.example.com/returns">Return an item</a>',
    ),
    (
        "not-to-miss",
        "none",
        'Don\'t want to miss our emails? <a href="https://brevik-shop.example.com/add">Add us to your contacts</a>.',
    ),
    (
        "broken-and-privacy",
        "broken",
        '<a href="https://brevik-shop.example.com/privacy">Privacy</a> <a href="#">Unsubscribe</a> <a href="https://brevik-shop.example.com/contact">Contact</a>',
    ),
    (
        "back-again",
        "none",
        'You are unsubscribed from texts. Click <a href="https://brevik-shop.example.com/join">here</a> to subscribe again.',
    ),
    (
        "not-received",
        "none",
        'You did not get your parcel? Click <a href="https://brevik-shop.example.com/help">here</a>.',
    ),
    ("unknown-language", "http", '<a href="https://brevik-shop.example.com/mail/unsubscribe/x81">Xyqa breno tiv</a>'),
]
PLAIN = [
    (
        "order-en",
        "transactional",
        "Your order 8812 has shipped",
        "Your parcel is on its way. Track it with the number 1Z99.",
    ),
    ("order-de", "transactional", "Ihre Bestellung 8812", "Vielen Dank. Ihre Rechnung finden Sie im Anhang."),
    ("order-fr", "transactional", "Votre commande 8812 est expédiée", "Votre colis arrive demain."),
    ("order-ja", "transactional", "ご注文の確認 8812", "ご注文ありがとうございます。発送までお待ちください。"),
    ("reset-es", "transactional", "Restablecer la contraseña", "Use este código de verificación: 118822"),
    ("reset-pl", "transactional", "Zmiana hasła", "Kliknij, aby ustawić nowe hasło."),
    (
        "mixed-en",
        "mixed",
        "Your receipt from Brevik",
        "Thank you for your purchase. You may also like: 30% off boots, today only! Shop now.",
    ),
    (
        "confirm-en",
        "confirmation",
        "Please confirm your subscription",
        "Confirm your subscription to the Brevik letter.",
    ),
    ("confirm-de", "confirmation", "Bitte bestätigen Sie Ihre Anmeldung", "Ein Klick genügt."),
    (
        "consent-fr",
        "consent",
        "Votre accord",
        "Nous souhaitons partager vos données avec un partenaire. J'accepte / Je refuse",
    ),
    ("guardian-es", "guardian", "Autorización", "Su hijo quiere abrir una cuenta. Necesitamos su permiso."),
]


def mail(subject: str, html: str = "", text: str = "") -> bytes:
    """One message, as bytes."""
    message = EmailMessage()
    message["From"] = "Brevik <letter@brevik-shop.example.com>"
    message["To"] = "reader@inbox.example.net"
    message["Subject"] = subject
    message["Date"] = "Tue, 03 Feb 2026 08:00:00 +0000"
    message["Message-ID"] = "<1@brevik-shop.example.com>"
    if text:
        message.set_content(text)
    if html:
        (message.add_alternative if text else message.set_content)(html, subtype="html")
    if message.is_multipart():
        message.set_boundary("brevik-parts")
    return message.as_bytes()


def cases() -> list[tuple[str, bytes, str, list[str], str]]:
    """(name, mail, what the reader can do, right targets, kind)."""
    found = []
    for language, title, text, go, foot in FOOTERS:
        html = FRAME.format(css="", preview=title, title=title, text=text, go=go, foot=foot.format(out=OUT))
        found.append((f"foot-{language}", mail(title, html), "http", [OUT], "newsletter"))
    css = "@media (prefers-color-scheme:dark){.d{color:#000;display:none}}"
    for name, verdict, foot in EN:
        html = FRAME.format(
            css=css,
            preview="New in",
            title="New in",
            text="Save up to 30% today only",
            go="Shop now",
            foot=foot.format(out=OUT),
        )
        target = {"http": [OUT], "mailto": ["mailto:leave@brevik-shop.example.com?subject=leave"]}.get(verdict, [])
        if name == "unknown-language":
            target = ["https://brevik-shop.example.com/mail/unsubscribe/x81"]
        found.append((f"en-{name}", mail("New in: 30% off", html), verdict, target, "newsletter"))
    for name, kind, subject, text in PLAIN:
        found.append((f"plain-{name}", mail(subject, text=text), "none", [], kind))
    text = f"New in: 30% off boots.\n\nNo longer interested?\nUnsubscribe: {OUT}\n"
    found.append(("text-line", mail("New in", text=text), "http", [OUT], "newsletter"))
    text = f"Nyheter: rea idag.\n\nAvregistrera dig: <{OUT}>\nVisa i webbläsare: <https://brevik-shop.example.com/v>\n"
    found.append(("text-sv", mail("Nyheter", text=text), "http", [OUT], "newsletter"))
    return found


def write() -> None:
    """Write all mails and the labels."""
    lines = []
    for name, raw, verdict, accept, kind in cases():
        (HERE / f"{name}.eml").write_bytes(raw)
        label = {"file": f"{name}.eml", "body_optout": verdict, "accept": accept, "kind": kind}
        lines.append(json.dumps(label, ensure_ascii=False))
    (HERE / "labels.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    write()
