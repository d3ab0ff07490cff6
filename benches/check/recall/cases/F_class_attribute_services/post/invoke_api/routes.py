from fastapi import APIRouter

from invoke_api.dependencies import ApiDependencies

router = APIRouter(prefix="/boards")


@router.get("/{identifier}")
def get_board(identifier: str) -> str:
    return ApiDependencies.invoker.services.boards.get(identifier)  # silent: fetch


@router.post("/{identifier}")
def create_board(identifier: str, name: str) -> None:
    ApiDependencies.invoker.services.boards.save(identifier, name)  # silent: insert
