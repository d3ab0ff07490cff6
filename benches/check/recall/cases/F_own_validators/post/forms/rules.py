from pathlib import Path


class ValidationError(ValueError):
    pass


def not_common(value: str) -> str:
    with open("/usr/share/dict/common", encoding="utf-8") as words:
        if value in {line.strip() for line in words}:
            raise ValidationError("too common")
    return value


def folder(value: str) -> str:
    if not Path(value).is_dir():
        raise ValidationError("not a folder")
    return value


def short(value: str) -> str:
    return value[:80]
