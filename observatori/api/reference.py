"""The OpenAPI schema as a page reads it: operations by noun, with parameters and fields."""


def operations(schema: dict) -> list[dict]:
    """Return ``[{noun, operations: [{method, path, description, parameters, body, fields}]}]`` of a schema."""
    groups: dict[str, list[dict]] = {}
    for path, methods in schema["paths"].items():
        for method, operation in methods.items():
            groups.setdefault(_noun(path), []).append(
                {
                    "method": method.upper(),
                    "path": path,
                    "id": operation["operationId"],
                    "description": operation.get("description", ""),
                    "parameters": [_parameter(one) for one in operation.get("parameters", [])],
                    "body": _fields(schema, operation.get("requestBody", {})),
                    "fields": _fields(schema, _success(operation)),
                }
            )
    return [
        {"noun": noun, "id": f"api-{noun.strip('/')}", "operations": found} for noun, found in groups.items()
    ]


def _noun(path):
    return path.removeprefix("/api/v1/").partition("/")[0] or "/"


def _parameter(parameter):
    return {
        "name": parameter["name"],
        "where": parameter["in"],
        "required": parameter.get("required", False),
        "description": parameter.get("description", ""),
        "type": _type(parameter.get("schema", {})),
    }


def _success(operation):
    """The answer of an operation that went well."""
    return next((answer for status, answer in operation["responses"].items() if status.startswith("2")), {})


def _fields(schema, message):
    """The fields of a body or of an answer, in whichever of its content types comes first."""
    content = next(iter(message.get("content", {}).values()), {})
    component = _component(schema, content.get("schema", {}))
    required = component.get("required", [])
    return [
        {"name": name, "type": _type(field), "required": name in required}
        for name, field in component.get("properties", {}).items()
    ]


def _component(schema, node):
    """Follow references, and lists and pages down to what they hold."""
    if "$ref" in node:
        found = schema["components"]["schemas"][node["$ref"].rpartition("/")[2]]
        inner = (
            found.get("properties", {}).get("results")
            if found.get("properties", {}).keys() >= {"results", "next"}
            else None
        )
        return _component(schema, inner) if inner else found
    return _component(schema, node["items"]) if "items" in node else node


def _type(field):
    if "$ref" in field:
        return field["$ref"].rpartition("/")[2]
    if "oneOf" in field or "anyOf" in field or "allOf" in field:
        return " | ".join(_type(one) for one in field.get("oneOf") or field.get("anyOf") or field["allOf"])
    if "items" in field:
        return f"{_type(field['items'])}[]"
    kind = field.get("type", "")
    return " | ".join(kind) if isinstance(kind, list) else kind
