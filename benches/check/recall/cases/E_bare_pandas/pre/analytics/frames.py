import pandas as pd


def load(path: str) -> pd.DataFrame:
    return pd.read_csv(path, parse_dates=["day"])  # hit: csv


def export(frame: pd.DataFrame, path: str) -> None:
    frame.to_excel(path, index=False)  # hit: excel
