from analytics.frames import export, load


def monthly(path: str) -> dict[str, float]:
    frame = load(path)
    return frame.groupby("month")["amount"].sum().to_dict()


def convert(path: str) -> str:
    export(load(path), path + ".xlsx")
    return path + ".xlsx"
