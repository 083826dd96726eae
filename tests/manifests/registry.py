"""A registry's entry against the schema that it names: `registry.py SERVER_JSON BUNDLE`. Exits with 0 when it conforms."""

import hashlib
import json
import sys
from importlib import resources
from pathlib import Path

import jsonschema

entry = json.loads(Path(sys.argv[1]).read_text())
schemas = resources.files("skillsaw") / "schemas" / "mcp_registry"
published = {}
for folder in schemas.iterdir():
    if folder.is_dir() and (folder / "server.schema.json").is_file():
        schema = json.loads((folder / "server.schema.json").read_text())
        published[schema["$id"]] = schema
if entry["$schema"] != max(published):
    raise SystemExit(f"{entry['$schema']} is not the newest schema there is: {max(published)}")
validator = jsonschema.Draft7Validator(published[entry["$schema"]])
validator.validate(entry)
# A validator that takes anything proves nothing.
for wrong in [{"name": "gatepost"}, {"remotes": [{"type": "streamable-http"}]}, {"description": "long" * 30}]:
    if validator.is_valid(entry | wrong):
        raise SystemExit(f"the schema takes {wrong}")
digest = hashlib.sha256(Path(sys.argv[2]).read_bytes()).hexdigest()
if entry["packages"][0]["fileSha256"] != digest:
    raise SystemExit("the bundle's digest is another")
print(f"registry: the entry conforms to {entry['$schema'].split('/')[-2]}, with the bundle's digest: ok")
