from io import BytesIO

from PIL import Image

SIZE = (320, 240)


def thumbnail(path: str) -> bytes:
    image = Image.open(path)  # hit: open
    small = image.resize(SIZE, Image.Resampling.LANCZOS)  # hit: resize
    out = BytesIO()
    small.save(out, format="JPEG", quality=80)  # hit: save
    return out.getvalue()
