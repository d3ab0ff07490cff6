from sentence_transformers import SentenceTransformer

_models: dict[str, SentenceTransformer] = {}


def get_model(name: str) -> SentenceTransformer:
    model = _models.get(name)
    if model is None:
        model = SentenceTransformer(name, trust_remote_code=True)  # hit: load
        _models[name] = model
    return model
