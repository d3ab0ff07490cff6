from jinja2 import Environment, FileSystemLoader, select_autoescape


class Renderer:
    def __init__(self, folder: str) -> None:
        self.environment = Environment(
            loader=FileSystemLoader(folder), autoescape=select_autoescape(), auto_reload=True
        )

    def page(self, name: str, **values: object) -> str:
        template = self.environment.get_template(f"{name}.html")  # hit: template
        return template.render(**values)
