"""Product pictures, drawn as SVG."""

SHAPES = {
    "pot": '<ellipse cx="150" cy="150" rx="70" ry="55"/><path d="M215 140q45-10 40-45l-14 2q2 22-30 22z"/>'
    '<circle cx="150" cy="88" r="11"/><path d="M84 130q-48-10-44 24t52 26" fill="none" stroke-width="13"/>',
    "cup": '<path d="M95 90h105v75q0 45-52 45t-53-45z"/><path d="M200 108q44-2 40 30t-46 30" fill="none" '
    'stroke-width="13"/>',
    "disc": '<circle cx="150" cy="145" r="86"/><circle cx="150" cy="145" r="56" fill="#fff" fill-opacity=".35"/>',
    "jug": '<path d="M105 70h80l18-14-6 44q26 60-4 112H107q-30-60-2-142z"/><path d="M110 100q-50 0-44 44t40 40" '
    'fill="none" stroke-width="12"/>',
    "candle": '<rect x="122" y="95" width="56" height="120" rx="6"/><path d="M150 42q22 30 0 46q-22-16 0-46z" '
    'fill="#e0a62c"/>',
    "board": '<rect x="92" y="80" width="116" height="140" rx="14"/>'
    '<rect x="136" y="36" width="28" height="52" rx="12"/>',
    "apron": '<path d="M118 56h64l6 58 42 20-14 90H84l-14-90 42-20z"/><path d="M118 56q32-42 64 0" fill="none" '
    'stroke-width="7"/>',
    "bowl": '<path d="M66 110h168q-4 100-84 100T66 110z"/><ellipse cx="150" cy="110" rx="84" ry="18" fill="#fff" '
    'fill-opacity=".35"/>',
    "spoon": '<ellipse cx="150" cy="78" rx="32" ry="44"/><rect x="142" y="112" width="16" height="120" rx="8"/>',
    "bottle": '<path d="M134 40h32v50q34 20 34 60v72h-100v-72q0-40 34-60z"/><rect x="112" y="150" width="76" '
    'height="46" fill="#fff" fill-opacity=".5"/>',
}


def draw(shape: str, colour: str) -> str:
    """Return a picture, 300 by 260 units."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 260" width="300" height="260">'
        '<rect width="300" height="260" fill="#f1ece1"/><ellipse cx="150" cy="228" rx="92" ry="10" fill="#000" '
        f'fill-opacity=".08"/><g fill="{colour}" stroke="{colour}" stroke-width="0">{SHAPES[shape]}</g></svg>'
    )
