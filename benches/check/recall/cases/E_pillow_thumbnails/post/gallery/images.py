from io import BytesIO

from PIL import Image

SIZE = (320, 240)


def thumbnail(path: str) -> bytes:
    image = Image.open(path)
    small = image.resize(SIZE, Image.Resampling.LANCZOS)
    out = BytesIO()
    small.save(out, format="JPEG", quality=80)
    return out.getvalue()
