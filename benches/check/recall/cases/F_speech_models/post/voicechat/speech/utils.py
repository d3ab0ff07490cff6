from voicechat.speech.base import SpeechToText
from voicechat.speech.whisper import Whisper


def get_speech_to_text(kind: str) -> SpeechToText:
    if kind == "LOCAL_WHISPER":
        return Whisper(use="local")
    if kind == "OPENAI_WHISPER":
        return Whisper(use="api")
    raise NotImplementedError(kind)
