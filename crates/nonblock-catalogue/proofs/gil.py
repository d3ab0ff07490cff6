"""Measures which computations of the catalogue let other threads run: `python gil.py crypto.toml` prints JSON.

A thread computes while this one naps for a millisecond at a time and looks at the clock. The interpreter is told never
to take the GIL away, so this thread wakes only when the computation gives it up: the longest nap, as a share of the
computation, is the share during which the GIL was held. Other work on the machine only lengthens naps; the best of
several rounds counts. Runs inside the environment of the file, as `runtime.py` does.
"""

from __future__ import annotations

import io
import json
import sys
import threading
import time
from collections.abc import Callable

Work = Callable[[], object]
ROUNDS = 3


def held_share(work: Work) -> float:
    """Return the share of the computation during which no other thread could run."""
    return min(one_round(work) for _ in range(ROUNDS))


def one_round(work: Work) -> float:
    """Return the longest nap as a share of the computation."""
    spent: list[float] = []

    def compute() -> None:
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)

    thread = threading.Thread(target=compute)
    longest, last = 0.0, time.perf_counter()
    thread.start()  # returns once the thread has given the GIL up: that wait is the first nap
    running = True
    while running:
        running = thread.is_alive()
        now = time.perf_counter()
        longest, last = max(longest, now - last), now
        time.sleep(0.001)
    thread.join()
    return min(longest / spent[0], 1.0)


def standard_data() -> dict[str, Work]:
    """Return the work for `stdlib-data.toml`."""
    import gc
    import hashlib

    kept = [[it] for it in range(3_000_000)]
    return {
        "_hashlib.pbkdf2_hmac": lambda: hashlib.pbkdf2_hmac("sha256", b"secret", b"salt", 600_000),
        "_hashlib.scrypt": lambda: hashlib.scrypt(
            b"secret", salt=b"salt1234", n=2**17, r=8, p=1, maxmem=2**28
        ),
        "gc.collect": lambda: (gc.collect(), kept)[0],
    }


def archives() -> dict[str, Work]:
    """Return the work for `stdlib-archives.toml`."""
    import bz2
    import lzma
    import random
    import zlib

    noise = random.Random(1).randbytes(1_000_000)
    text = b"".join(noise[it : it + 20] * 3 for it in range(0, len(noise), 20))
    return {
        "zlib.compress": lambda: zlib.compress(text * 3, 9),
        "bz2.compress": lambda: bz2.compress(text),
        "lzma.compress": lambda: lzma.compress(text),
    }


def passwords() -> dict[str, Work]:
    """Return the work for `crypto.toml`."""
    import argon2
    import bcrypt
    import nacl.pwhash
    from Crypto.Hash import SHA256
    from Crypto.Protocol import KDF
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import rsa
    from cryptography.hazmat.primitives.kdf import pbkdf2, scrypt
    from passlib.context import CryptContext
    from werkzeug.security import generate_password_hash

    salt = b"0123456789abcdef"
    context = CryptContext(["pbkdf2_sha256"], pbkdf2_sha256__rounds=600_000)
    return {
        "bcrypt.hashpw": lambda: bcrypt.hashpw(b"secret", bcrypt.gensalt(12)),
        "argon2._password_hasher.PasswordHasher.hash": lambda: argon2.PasswordHasher(
            time_cost=12
        ).hash("secret"),
        "nacl.pwhash.argon2id.kdf": lambda: nacl.pwhash.argon2id.kdf(
            32, b"secret", salt, opslimit=8
        ),
        "cryptography.hazmat.primitives.kdf.pbkdf2.PBKDF2HMAC.derive": lambda: pbkdf2.PBKDF2HMAC(
            hashes.SHA256(), 32, salt, 1_500_000
        ).derive(b"secret"),
        "cryptography.hazmat.primitives.kdf.scrypt.Scrypt.derive": lambda: scrypt.Scrypt(
            salt, 32, 2**17, 8, 1
        ).derive(b"secret"),
        "cryptography.hazmat.primitives.asymmetric.rsa.generate_private_key": lambda: (
            rsa.generate_private_key(65537, 3072)
        ),
        "Crypto.Protocol.KDF.PBKDF2": lambda: KDF.PBKDF2(
            "secret", salt, 32, count=200_000, hmac_hash_module=SHA256
        ),
        "Crypto.Protocol.KDF.scrypt": lambda: KDF.scrypt("secret", "salt", 32, 2**15, 8, 1),
        "werkzeug.security.generate_password_hash": lambda: generate_password_hash(
            "secret", "scrypt:131072:8:1"
        ),
        "passlib.context.CryptContext.hash": lambda: context.hash("secret"),
    }


def tables() -> dict[str, Work]:
    """Return the work for `data.toml`."""
    import bs4
    import lxml.etree
    import openpyxl
    import pandas
    import tomlkit
    import xmltodict
    import yaml

    markup = "<list>" + "<item name='a'>text</item>" * 100_000 + "</list>"
    rows = "a,b,c\n" + "1,2.5,text\n" * 1_000_000
    book = openpyxl.Workbook()
    for it in range(4_000):
        book.active.append([it, "text", 2.5])
    file = io.BytesIO()
    book.save(file)
    return {
        "yaml.safe_load": lambda: yaml.safe_load("- {name: a, value: [1, 2, 3]}\n" * 1_000),
        "tomlkit.api.parse": lambda: tomlkit.parse(
            "".join(f"key_{it} = [1, 2, 3]\n" for it in range(3_000))
        ),
        "bs4.BeautifulSoup.__init__": lambda: bs4.BeautifulSoup(markup[:400_000], "html.parser"),
        "lxml.etree.fromstring": lambda: lxml.etree.fromstring(markup * 1),
        "xmltodict.parse": lambda: xmltodict.parse(markup),
        "pandas.io.parsers.readers.read_csv": lambda: pandas.read_csv(io.StringIO(rows)),
        "openpyxl.reader.excel.load_workbook": lambda: openpyxl.load_workbook(
            io.BytesIO(file.getvalue())
        ),
    }


def pictures() -> dict[str, Work]:
    """Return the work for `images.toml`."""
    import cv2
    import numpy
    import qrcode
    from PIL import Image, ImageFilter

    image = Image.effect_noise((5_000, 5_000), 50).convert("RGB")
    array = numpy.asarray(image)
    cv2.setNumThreads(1)

    return {
        "PIL.Image.Image.resize": lambda: image.resize((9_000, 9_000), Image.Resampling.LANCZOS),
        "PIL.Image.Image.save": lambda: image.crop((0, 0, 2_000, 2_000)).save(io.BytesIO(), "PNG"),
        "PIL.Image.Image.filter": lambda: image.filter(ImageFilter.GaussianBlur(20)),
        "cv2.resize": lambda: cv2.resize(array, (16_000, 16_000), interpolation=cv2.INTER_LANCZOS4),
        "qrcode.main.make": lambda: qrcode.make("text " * 300),
        "cv2.imencode": lambda: cv2.imencode(".png", array),
    }


def models() -> dict[str, Work]:
    """Return the work for `ai.toml`."""
    import tiktoken

    ranks = {bytes([it]): it for it in range(256)}
    encoding = tiktoken.Encoding(
        "bytes", pat_str=r"\w+|\W+", mergeable_ranks=ranks, special_tokens={}
    )
    text = "some words, and more of them. " * 100_000
    return {"tiktoken.core.Encoding.encode": lambda: encoding.encode(text)}


def learning() -> dict[str, Work]:
    """Return the work for `learning.toml`."""
    import numpy
    import spacy
    from sklearn.ensemble import RandomForestClassifier
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.svm import SVC

    random = numpy.random.default_rng(1)
    points, labels = random.normal(size=(4_000, 20)), random.integers(0, 2, 4_000)
    language = spacy.blank("en")
    text = " ".join(f"word{it}" for it in range(40_000))
    return {
        "spacy.language.Language.__call__": lambda: language(text),
        "sklearn.feature_extraction.text.TfidfVectorizer.fit": lambda: TfidfVectorizer().fit(
            [text]
        ),
        "sklearn.svm._classes.SVC.fit": lambda: SVC().fit(points, labels),
        "sklearn.ensemble._forest.RandomForestClassifier.fit": lambda: RandomForestClassifier(
            30
        ).fit(points, labels),
    }


def documents() -> dict[str, Work]:
    """Return the work for `documents.toml`."""
    import docx
    import jinja2
    import markdown

    document = docx.Document()
    for it in range(1_500):
        document.add_paragraph(f"Paragraph {it}")
    file = io.BytesIO()
    document.save(file)
    template = jinja2.Template("{% for it in items %}<li>{{ it }}</li>{% endfor %}")
    return {
        "jinja2.environment.Template.render": lambda: template.render(items=range(500_000)),
        "markdown.core.markdown": lambda: markdown.markdown(
            "# Title\n\nSome *text* here.\n\n" * 400
        ),
        "docx.document.Document.save": lambda: [document.save(io.BytesIO()) for _ in range(8)],
    }


def django() -> dict[str, Work]:
    """Return the work for `web.toml`."""
    from django.conf import settings
    from django.contrib.auth.hashers import make_password

    settings.configure()
    return {"django.contrib.auth.hashers.make_password": lambda: make_password("secret")}


WORK = {
    "stdlib-data.toml": standard_data,
    "stdlib-archives.toml": archives,
    "crypto.toml": passwords,
    "data.toml": tables,
    "images.toml": pictures,
    "ai.toml": models,
    "learning.toml": learning,
    "documents.toml": documents,
    "web.toml": django,
}

if __name__ == "__main__":
    sys.setswitchinterval(1_000)
    json.dump(
        {name: round(held_share(work), 2) for name, work in WORK[sys.argv[1]]().items()}, sys.stdout
    )
