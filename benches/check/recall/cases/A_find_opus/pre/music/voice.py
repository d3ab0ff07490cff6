import ctypes.util
import webbrowser


async def setup(bot: object) -> None:
    path = ctypes.util.find_library("opus")  # hit: library
    if path is None:
        webbrowser.open("https://opus-codec.org")  # hit: browser
