"""The file of a report, sent as it was made."""

from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404
from django.http.response import HttpResponseBase

from jishiyu.figures.reports.models import Report

TYPES = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pdf": "application/pdf",
}


def sent(found: Report) -> HttpResponseBase:
    """The file of a report, as it was made."""
    path = Path(settings.MEDIA_ROOT) / found.file
    if not path.is_file():
        raise Http404
    disposition = f"attachment; filename*=UTF-8''{quote(found.file_name)}"
    kind = TYPES[path.suffix]
    headers = {"Content-Disposition": disposition, "Content-Length": str(found.size), "ETag": f'"{found.sha256}"'}
    return FileResponse(path.open("rb"), content_type=kind, headers=headers)
