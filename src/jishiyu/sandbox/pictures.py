"""Invented photos of work done: a pole, a wire and a sky, drawn by chance."""

import io
from random import Random

from PIL import Image, ImageDraw

SIZE = (480, 360)


def drawn(rng: Random) -> bytes:
    """One picture as JPEG."""
    sky = (150 + rng.randrange(60), 180 + rng.randrange(50), 210 + rng.randrange(40))
    picture = Image.new("RGB", SIZE, sky)
    pen = ImageDraw.Draw(picture)
    ground = 250 + rng.randrange(50)
    pen.rectangle((0, ground, *SIZE), fill=(90 + rng.randrange(50), 120 + rng.randrange(40), 70))
    pole = 120 + rng.randrange(240)
    pen.rectangle((pole, 60, pole + 12, ground + 20), fill=(110, 95, 80))
    pen.rectangle((pole - 60, 80, pole + 72, 88), fill=(90, 80, 70))
    for side in (-55, 0, 60):
        pen.line((0, 120 + side // 2, pole + side, 82, SIZE[0], 130 + side // 3), fill=(40, 40, 45), width=3)
    pen.rectangle((pole - 14, 150, pole + 26, 200), fill=(170, 175, 180), outline=(70, 70, 75))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=80)
    return out.getvalue()
