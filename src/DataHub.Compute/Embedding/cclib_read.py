# Reads one output by cclib and prints what it found as one line of JSON; nothing is interpreted here.
import json
import logging
import sys
import warnings

warnings.filterwarnings("ignore")


def plain(value):
    """Numbers, lists and text as JSON has them; NaN and infinity are left out."""
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, float):
        return value if value == value and abs(value) != float("inf") else None
    if hasattr(value, "tolist"):
        return plain(value.tolist())
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    return str(value)


def main(path):
    import cclib
    answer = {"cclib": cclib.__version__}
    try:
        parser = cclib.io.ccopen(path, loglevel=logging.CRITICAL)
        if parser is None:
            answer["error"] = "cclib does not know this output"
        else:
            data = parser.parse()
            answer["metadata"] = plain(data.metadata)
            for name in ("charge", "mult", "atomnos", "optdone", "homos"):
                answer[name] = plain(getattr(data, name, None))
            for name in ("atomcoords", "scfenergies", "mpenergies", "ccenergies", "moenergies"):
                answer[name] = plain(getattr(data, name, None))
    except Exception as e:  # whatever a parser stumbles over
        answer["error"] = "%s: %s" % (type(e).__name__, str(e)[:200])
    sys.stdout.write(json.dumps(answer, allow_nan=False) + "\n")


main(sys.argv[1])
