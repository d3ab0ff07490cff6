import feast
from eodag import EODataAccessGateway
from fastapi import FastAPI, Request
from fastapi.concurrency import run_in_threadpool

eodag_api = EODataAccessGateway()


def get_app(store: "feast.FeatureStore"):
    app = FastAPI()

    @app.post("/get-online-features")
    async def get_online_features(request: Request):
        body = await request.json()
        return store.get_online_features(  # hit: features
            features=body["features"], entity_rows=body["entities"]
        ).to_dict()

    @app.get("/search")
    async def search(collection: str):
        return eodag_api.search(productType=collection).as_geojson_object()  # hit: catalog

    return app
