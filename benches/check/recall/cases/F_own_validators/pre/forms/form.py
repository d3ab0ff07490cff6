from collections.abc import Callable

Validator = Callable[[str], str]


class Form:
    def __init__(self, validators: dict[str, Validator]) -> None:
        self.validators = validators

    def clean(self, data: dict[str, str]) -> dict[str, str]:
        return {name: check(data[name]) for name, check in self.validators.items()}


class Field:
    convert: Validator

    def __init__(self, convert: Validator) -> None:
        self.convert = convert

    def read(self, raw: str) -> str:
        return self.convert(raw)
