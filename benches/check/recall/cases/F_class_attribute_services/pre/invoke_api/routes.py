from fastapi import APIRouter

from invoke_api.dependencies import ApiDependencies

router = APIRouter(prefix="/boards")


@router.get("/{identifier}")
async def get_board(identifier: str) -> str:
    return ApiDependencies.invoker.services.boards.get(identifier)  # via: fetch


@router.post("/{identifier}")
async def create_board(identifier: str, name: str) -> None:
    ApiDependencies.invoker.services.boards.save(identifier, name)  # via: insert
