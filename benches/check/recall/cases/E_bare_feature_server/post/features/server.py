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
        found = await run_in_threadpool(  # silent: features
            store.get_online_features, features=body["features"], entity_rows=body["entities"]
        )
        return found.to_dict()

    @app.get("/search")
    async def search(collection: str):
        found = await run_in_threadpool(eodag_api.search, productType=collection)  # silent: catalog
        return found.as_geojson_object()

    return app
